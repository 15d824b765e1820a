"""Backends that say which they are and what they saw: `echo.py ADDRESS FIRST LAST [CERTIFICATE KEY]` listens on these ports.

Each takes HTTP/1.1 and HTTP/2, both with TLS where the client begins so. The port behind the last one tells, as JSON, which
numbers were seen where: requests carry their number in `x-number`."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import sys

import h2.config
import h2.connection
import h2.errors
import h2.events

PREFACE = b"PRI * HTTP/2.0\r\n\r\n"
TLS_HANDSHAKE = b"\x16"
# The ports and hosts that saw a request, by its number.
seen: dict[str, list[list]] = {}


def note(port: int, headers: list[list[str]], path: str) -> int:
    """Remembers a request; tells how often its number was seen here."""
    known = {name.lower(): value for name, value in headers}
    if number := known.get("x-number"):
        seen.setdefault(number, []).append([port, path, known.get("host", "")])
    return sum(it[0] == port for it in seen.get(number or "", []))


async def behave(headers: list[list[str]], times: int) -> int:
    """Waits and fails as a request asks for; the status code of the answer."""
    known = {name.lower(): value for name, value in headers}
    if pause := known.get("x-pause"):
        await asyncio.sleep(float(pause))
    # `503 2` asks for two answers with 503 before a good one.
    code, _, failures = known.get("x-fail", "200 0").partition(" ")
    return int(code) if times <= int(failures) else 200


class Backend:
    """What listens on one port."""

    def __init__(self, port: int, trust: ssl.SSLContext | None) -> None:
        self.port, self.trust = port, trust

    async def accept(self, client: socket.socket) -> None:
        """Serves one connection, with TLS where it begins with a handshake."""
        try:
            loop = asyncio.get_running_loop()
            first = b""
            while not first:
                await readable(client)
                first = client.recv(1, socket.MSG_PEEK)
                if not first:
                    client.close()
                    return
            trust = self.trust if first == TLS_HANDSHAKE else None
            reader = asyncio.StreamReader()
            make = lambda: asyncio.StreamReaderProtocol(reader)
            transport, protocol = await loop.connect_accepted_socket(make, client, ssl=trust)
            writer = asyncio.StreamWriter(transport, protocol, reader, loop)
            secure = transport.get_extra_info("ssl_object")
            name = None if secure is None else getattr(secure, "asked_name", "")
            await self.serve(reader, writer, name)
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            client.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str | None) -> None:
        """Answers the requests of one connection."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if head == PREFACE:
                    await self.serve_http2(reader, writer, name)
                    return
                first, *lines = head.decode("latin1").rstrip().split("\r\n")
                method, target, _ = first.split(" ", 2)
                headers = [[key, value.strip()] for key, value in (it.split(":", 1) for it in lines)]
                length = next((int(value) for key, value in headers if key.lower() == "content-length"), 0)
                await reader.readexactly(length)
                status = await behave(headers, note(self.port, headers, target))
                body = self.told(target, headers, name, {})
                kind = f"{status} {'OK' if status == 200 else 'Failed'}"
                answer = f"HTTP/1.1 {kind}\r\nX-Echo: 1\r\nX-Old: r\r\nContent-Length: {len(body)}\r\n\r\n"
                if any(key.lower() == "upgrade" and value.lower() == "websocket" for key, value in headers):
                    # What a client of WebSocket gets; the body stands in the place of frames.
                    answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Echo: 1\r\nX-Old: r\r\n\r\n"
                    writer.write(answer.encode() + body)
                    await writer.drain()
                    return
                writer.write(answer.encode() + (b"" if method == "HEAD" else body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            pass
        finally:
            writer.close()

    def told(self, path: str, headers: list[list[str]], name: str | None, more: dict) -> bytes:
        """What is told of a request."""
        it = {"port": self.port, "path": path, "headers": headers} | more
        return json.dumps(it if name is None else it | {"tls": name}).encode()

    async def serve_http2(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str | None) -> None:
        """Answers the requests of one connection of HTTP/2."""
        config = h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
        connection = h2.connection.H2Connection(config=config)
        connection.initiate_connection()
        asked: dict[int, list] = {}
        data = PREFACE
        while data:
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    asked[event.stream_id] = event.headers
                elif isinstance(event, h2.events.DataReceived):
                    connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                if isinstance(event, h2.events.StreamEnded):
                    await self.answer_http2(connection, event.stream_id, asked[event.stream_id], name)
            writer.write(connection.data_to_send())
            await writer.drain()
            data = await reader.read(65_536)

    async def answer_http2(self, connection: h2.connection.H2Connection, stream: int, headers: list, name: str | None) -> None:
        """Answers one request: as gRPC where it is of that type."""
        known = dict(headers)
        shown = [["host", known.get(":authority", "")]]
        shown += [[key, value] for key, value in headers if not key.startswith(":")]
        path = known[":path"]
        status = await behave(shown, note(self.port, shown, path))
        body = self.told(path, shown, name, {"http2": True})
        answer = [(":status", str(status)), ("x-echo", "1"), ("x-old", "r")]
        if known.get("content-type", "").startswith("application/grpc"):
            connection.send_headers(stream, [*answer, ("content-type", "application/grpc")])
            connection.send_data(stream, b"\0" + len(body).to_bytes(4, "big") + body)
            connection.send_headers(stream, [("grpc-status", "0")], end_stream=True)
            return
        connection.send_headers(stream, [*answer, ("content-length", str(len(body)))])
        connection.send_data(stream, b"" if known[":method"] == "HEAD" else body, end_stream=True)


async def readable(client: socket.socket) -> None:
    """Waits until there is something to read."""
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_reader(client, lambda: ready.done() or ready.set_result(None))
    try:
        await ready
    finally:
        loop.remove_reader(client)


def trust_of(certificate: str, key: str) -> ssl.SSLContext:
    """TLS as a server; the name that a client asks for is kept."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate, key)
    trust.set_alpn_protocols(["h2", "http/1.1"])

    def keep(secure: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        secure.asked_name = name or ""

    trust.sni_callback = keep
    return trust


async def tell(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Tells what was seen, to whoever connects."""
    writer.write(json.dumps(seen).encode())
    await writer.drain()
    writer.close()


async def listen(address: str, port: int, trust: ssl.SSLContext | None) -> None:
    """Listens on one port until the end."""
    backend, loop, tasks = Backend(port, trust), asyncio.get_running_loop(), set()
    server = socket.create_server((address, port), backlog=1024)
    server.setblocking(False)
    while True:
        client, _ = await loop.sock_accept(server)
        client.setblocking(False)
        task = asyncio.create_task(backend.accept(client))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


async def main(address: str, first: int, last: int, *files: str) -> None:
    """Listens until the end."""
    trust = trust_of(*files) if files else None
    await asyncio.start_server(tell, address, last + 1)
    await asyncio.gather(*(listen(address, port, trust) for port in range(first, last + 1)))


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:]))
