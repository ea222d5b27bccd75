#!/usr/bin/python3
"""A camera that nobody here wrote: GStreamer's RTSP server with a moving test picture, or with a clip (--clip).

Every client gets a pipeline of its own, from the first picture on: a shared one refuses whoever asks while the client
before is leaving. What is generated or encoded has no chance in it, so all clients get the same bytes.

Needs Debian's python3-gi, gir1.2-gst-rtsp-server-1.0 and gstreamer1.0-plugins-{base,good,bad,ugly} (+ -libav for AAC).
Prints one line `ready PORT` once it listens; port 0 takes a free one. Ends with its standard input.
"""
import argparse
import sys

import gi

for name in ("Gst", "GstRtsp", "GstRtspServer"):
    gi.require_version(name, "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

VIDEO = {
    # A VBV makes what x264 spends on a slice depend on how far the threads of the others are: other bytes each time.
    "h264": "x264enc tune=zerolatency speed-preset=ultrafast bitrate={kbps} vbv-buf-capacity=0 key-int-max={gop} "
    "! h264parse ! rtph264pay name=pay0 pt=96 config-interval={inband} aggregate-mode=zero-latency",
    "h265": "x265enc tune=zerolatency speed-preset=ultrafast bitrate={kbps} key-int-max={gop} "
    "! h265parse ! rtph265pay name=pay0 pt=96 config-interval={inband} aggregate-mode=zero-latency",
    "jpeg": "jpegenc ! rtpjpegpay name=pay0 pt=26",
}
AUDIO = {
    "aac": "audio/x-raw,rate=48000,channels=2 ! avenc_aac ! aacparse ! rtpmp4gpay name=pay1 pt=97",
    "pcmu": "audio/x-raw,rate=8000,channels=1 ! mulawenc ! rtppcmupay name=pay1",
    "pcma": "audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay1",
    "opus": "audio/x-raw,rate=48000,channels=2 ! opusenc ! rtpopuspay name=pay1 pt=98",
}


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("--port", default="0")
    p.add_argument("--address", default="127.0.0.1")
    p.add_argument("--mount", default="/main")
    p.add_argument("--clip", help="H.264 in MP4, played once to each client in real time, instead of a test picture")
    p.add_argument("--video", choices=[*VIDEO, "none"], default="h264")
    p.add_argument("--audio", choices=[*AUDIO, "none"], default="none")
    p.add_argument("--size", default="320x240")
    p.add_argument("--rate", type=int, default=15)
    p.add_argument("--gop", type=int, default=15)
    p.add_argument("--kbps", type=int, default=500)
    p.add_argument("--inband", type=int, default=-1, help="config-interval: 0 never, -1 with every keyframe")
    p.add_argument("--frames", type=int, default=-1, help="end of stream after so many pictures")
    p.add_argument("--transport", choices=["any", "tcp", "udp"], default="any")
    p.add_argument("--auth", choices=["none", "basic", "digest"], default="none")
    p.add_argument("--user", default="viewer")
    p.add_argument("--password", default="secret")
    return p.parse_args()


def launch_line(a):
    if a.clip:
        clip = f'filesrc location="{a.clip}" ! qtdemux ! h264parse'
        return f"( {clip} ! rtph264pay name=pay0 pt=96 config-interval={a.inband} )"
    width, height = a.size.split("x")
    parts = []
    if a.video != "none":
        raw = f"video/x-raw,format=I420,width={width},height={height},framerate={a.rate}/1"
        source = f"videotestsrc is-live=true pattern=ball num-buffers={a.frames} ! {raw}"
        parts.append(f"{source} ! " + VIDEO[a.video].format(kbps=a.kbps, gop=a.gop, inband=a.inband))
    if a.audio != "none":
        # Noise would be another for each client. A pitch that no frame's length is a multiple of repeats no frame either.
        tone = "audiotestsrc is-live=true wave=sine freq=443.7391"
        parts.append(f"{tone} ! audioconvert ! audioresample ! " + AUDIO[a.audio])
    return "( " + " ".join(parts) + " )"


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
