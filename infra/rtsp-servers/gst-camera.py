#!/usr/bin/python3
"""A camera that nobody here wrote: GStreamer's RTSP server with a moving test picture, or with a clip (--clip).

Every client gets a pipeline of its own, which plays the same bytes to it in real time from the first picture on. A shared
one refuses whoever asks while the client before is leaving. An encoder for each would fall behind on a busy machine and
not give the same bytes twice, so the test picture is encoded once, before anybody may ask.

Needs Debian's python3-gi, gir1.2-gst-rtsp-server-1.0 and gstreamer1.0-plugins-{base,good,bad,ugly} (+ -libav for AAC).
Prints one line `ready PORT` once it listens; port 0 takes a free one. Ends with its standard input.
"""
import argparse
import os
import sys

import gi

for name in ("Gst", "GstRtsp", "GstRtspServer"):
    gi.require_version(name, "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

SECONDS = 60
# As much as the file may hold of one track before the other's turn comes.
QUEUE = "queue max-size-time=5000000000 max-size-bytes=0 max-size-buffers=0"
ENCODERS = {
    "h264": "x264enc tune=zerolatency speed-preset=ultrafast bitrate={kbps} key-int-max={gop} ! h264parse",
    "h265": "x265enc tune=zerolatency speed-preset=ultrafast bitrate={kbps} key-int-max={gop} ! h265parse",
    "jpeg": "jpegenc",
    "aac": "audio/x-raw,rate=48000,channels=2 ! avenc_aac ! aacparse",
    "pcmu": "audio/x-raw,rate=8000,channels=1 ! mulawenc",
    "pcma": "audio/x-raw,rate=8000,channels=1 ! alawenc",
    "opus": "audio/x-raw,rate=48000,channels=2 ! opusenc ! opusparse",
}
PAYLOADERS = {
    "h264": "h264parse ! rtph264pay name=pay0 pt=96 config-interval={inband} aggregate-mode=zero-latency",
    "h265": "h265parse ! rtph265pay name=pay0 pt=96 config-interval={inband} aggregate-mode=zero-latency",
    "jpeg": "rtpjpegpay name=pay0 pt=26",
    "aac": "aacparse ! rtpmp4gpay name=pay1 pt=97",
    "pcmu": "rtppcmupay name=pay1",
    "pcma": "rtppcmapay name=pay1",
    "opus": "opusparse ! rtpopuspay name=pay1 pt=98",
}
VIDEO = ["h264", "h265", "jpeg"]
AUDIO = ["aac", "pcmu", "pcma", "opus"]


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("--port", default="0")
    p.add_argument("--address", default="127.0.0.1")
    p.add_argument("--mount", default="/main")
    p.add_argument("--clip", help="H.264 in MP4, instead of a test picture of a minute")
    p.add_argument("--video", choices=[*VIDEO, "none"], default="h264")
    p.add_argument("--audio", choices=[*AUDIO, "none"], default="none")
    p.add_argument("--size", default="320x240")
    p.add_argument("--rate", type=int, default=15)
    p.add_argument("--gop", type=int, default=15)
    p.add_argument("--kbps", type=int, default=500)
    p.add_argument("--inband", type=int, default=-1, help="config-interval: 0 never, -1 with every keyframe")
    p.add_argument("--transport", choices=["any", "tcp", "udp"], default="any")
    p.add_argument("--auth", choices=["none", "basic", "digest"], default="none")
    p.add_argument("--user", default="viewer")
    p.add_argument("--password", default="secret")
    return p.parse_args()


def encode(a, location):
    """Writes the test picture, with its sound, as a QuickTime file: its times are exact, Matroska's are rounded to ms."""
    parts = [f'qtmux name=mux ! filesink location="{location}"']
    if a.video != "none":
        width, height = a.size.split("x")
        raw = f"video/x-raw,format=I420,width={width},height={height},framerate={a.rate}/1"
        source = f"videotestsrc pattern=ball num-buffers={SECONDS * a.rate} ! {raw}"
        parts.append(f"{source} ! {ENCODERS[a.video].format(kbps=a.kbps, gop=a.gop)} ! {QUEUE} ! mux.")
    if a.audio != "none":
        noise = f"audiotestsrc wave=pink-noise samplesperbuffer=480 num-buffers={SECONDS * 100}"
        source = f"{noise} ! audio/x-raw,rate=48000"
        parts.append(f"{source} ! audioconvert ! audioresample ! {ENCODERS[a.audio]} ! {QUEUE} ! mux.")
    pipeline = Gst.parse_launch(" ".join(parts))
    pipeline.set_state(Gst.State.PLAYING)
    end = Gst.MessageType.EOS | Gst.MessageType.ERROR
    message = pipeline.get_bus().timed_pop_filtered(Gst.CLOCK_TIME_NONE, end)
    pipeline.set_state(Gst.State.NULL)
    if message.type == Gst.MessageType.ERROR:
        sys.exit(message.parse_error().debug)


def launch_line(a):
    location = a.clip
    if location is None:
        # A file without a name, which is gone however this process ends; each reader opens it anew.
        location = f"/proc/self/fd/{os.memfd_create('clip')}"
        encode(a, location)
    parts = [f'filesrc location="{location}" ! qtdemux name=file']
    if a.video != "none":
        parts.append(f"file.video_0 ! {QUEUE} ! {PAYLOADERS[a.video].format(inband=a.inband)}")
    if a.audio != "none":
        parts.append(f"file.audio_0 ! {QUEUE} ! {PAYLOADERS[a.audio]}")
    return "( " + " ".join(parts) + " )"


def move_off_the_grid(_factory, media):
    """Times that are whole ticks of 90 kHz, cut down to ns, become the tick before: half a tick later they do not."""
    payloader = media.get_element().get_by_name("pay0")
    if payloader:
        payloader.get_static_pad("sink").set_offset(5000)


def guard(server, factory, a):
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    if a.auth == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(a.user, a.password, token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(a.user, a.password), token)
    server.set_auth(auth)
    role = Gst.Structure.new_empty("viewer")
    role.set_value("media.factory.access", True)
    role.set_value("media.factory.construct", True)
    factory.add_role_from_structure(role)


def main():
    a = arguments()
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address(a.address)
    server.set_service(a.port)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(launch_line(a))
    factory.set_shared(False)
    factory.connect("media-configure", move_off_the_grid)
    if a.transport == "tcp":
        factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP)
    if a.transport == "udp":
        factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP)
    if a.auth != "none":
        guard(server, factory, a)
    server.get_mount_points().add_factory(a.mount, factory)
    server.attach(None)
    loop = GLib.MainLoop()
    GLib.io_add_watch(sys.stdin, GLib.IO_HUP, lambda *_: loop.quit())
    print(f"ready {server.get_bound_port()}", flush=True)
    loop.run()


main()
