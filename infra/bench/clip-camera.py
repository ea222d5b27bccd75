#!/usr/bin/python3
"""GStreamer's RTSP server playing a clip in real time: a camera whose server costs almost nothing and was not written here.

Prints `ready PORT`; ends with its standard input. The clip must be H.264 in MP4 and longer than the bench.
"""
import sys

import gi

for name in ("Gst", "GstRtspServer"):
    gi.require_version(name, "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    f'( filesrc location="{sys.argv[1]}" ! qtdemux ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 )'
)
# All cameras of a round get the same bytes: one reader of the clip serves them.
factory.set_shared(True)
server.get_mount_points().add_factory("/main", factory)
server.attach(None)
loop = GLib.MainLoop()
GLib.io_add_watch(sys.stdin, GLib.IO_HUP, lambda *_: loop.quit())
print(f"ready {server.get_bound_port()}", flush=True)
loop.run()
