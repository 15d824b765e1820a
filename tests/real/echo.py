"""Backends that say which they are and what they saw: `echo.py ADDRESS FIRST LAST` listens on these ports."""

from __future__ import annotations

import asyncio
import json
import sys


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers the requests of one connection."""
    port = writer.get_extra_info("sockname")[1]
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode("latin1").rstrip().split("\r\n")
            method, target, _ = first.split(" ", 2)
            headers = [[name, value.strip()] for name, value in (it.split(":", 1) for it in lines)]
            length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
            await reader.readexactly(length)
            body = json.dumps({"port": port, "path": target, "headers": headers}).encode()
            answer = f"HTTP/1.1 200 OK\r\nX-Echo: 1\r\nX-Old: r\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            writer.write(answer + (b"" if method == "HEAD" else body))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(address: str, first: int, last: int) -> None:
    """Listens until the end."""
    for port in range(first, last + 1):
        await asyncio.start_server(serve, address, port)
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
