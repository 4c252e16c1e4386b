"""Runs a program at a terminal of its own, and types. Node can make none.

argv: a JSON list of {"wait": text, "type": text}, and then the program. Each text is typed once its `wait` is on the screen,
behind what was there before. Prints {"screen", "code", "echo"} as JSON: `echo` tells whether the terminal echoes in the end.
"""

import json
import os
import pty
import select
import sys
import termios
import time

steps = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[2], sys.argv[2:])

screen, seen, end, echo = b"", 0, time.time() + 60, None
while time.time() < end:
    if select.select([terminal], [], [], 0.1)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if piece == b"":
            break
        screen += piece
    if steps and steps[0]["wait"].encode() in screen[seen:]:
        step = steps.pop(0)
        seen = len(screen)
        os.write(terminal, step["type"].encode())
    try:
        echo = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
    except termios.error:
        break
else:
    os.kill(child, 9)
_, status = os.waitpid(child, 0)
print(json.dumps({"screen": screen.decode(errors="replace"), "code": os.waitstatus_to_exitcode(status), "echo": echo, "left": len(steps)}))
