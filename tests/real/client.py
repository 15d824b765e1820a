"""Sends requests to implementations, just as they are written, and keeps the parts of the answers that matter."""

from __future__ import annotations

import hashlib
import json
import re
import socket
import ssl

import machines
import tables

# What a client or an implementation adds by itself.
COMMON = re.compile(r"(?i)accept-encoding|connection|content-length|host|user-agent|traceparent|x-forwarded-.*|x-real-ip|x-request-id"
                    r"|x-envoy-.*|x-number|x-pause|x-fail|upgrade|sec-websocket-.*|http2-settings|te")
# Headers of an answer that filters change.
CHANGED = re.compile(r"x-new|x-old|x-rule|x-own|access-control-.*")


def backend_port(service: str) -> int:
    """The port of the backend that stands behind a Service: `NAMESPACE/NAME`."""
    namespace, name = service.split("/")
    first, _ = machines.BACKENDS
    names = [*tables.SERVICES, "far"]
    return first + names.index(name) + (100 if namespace == "other" else 0)


BACKENDS = {backend_port(f"{namespace}/{name}"): f"{namespace}/{name}" for namespace in ("app", "other") for name in [*tables.SERVICES, "far"]}


def certificates() -> dict[bytes, str]:
    """Whose a certificate is, by its hash."""
    known = {}
    for name in ("gateway", "backend"):
        file = machines.RUN / f"{name}.crt"
        known[hashlib.sha256(ssl.PEM_cert_to_DER_cert(file.read_text())).digest()] = name
    return known


def connect(port: int, request: dict) -> tuple[socket.socket, dict]:
    """A connection to a listener, and what is seen of its certificate where a request of TLS asks for that."""
    connection = socket.create_connection((machines.ADDRESS, port), timeout=4)
    if request.get("scheme") not in ("https", "tls"):
        return connection, {}
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    if request.get("http2"):
        trust.set_alpn_protocols(["h2"])
    connection = trust.wrap_socket(connection, server_hostname=request["sni"])
    if request["scheme"] == "https":
        return connection, {}
    shown = hashlib.sha256(connection.getpeercert(binary_form=True)).digest()
    return connection, {"certificate": certificates().get(shown, "other")}


def answer_of(port: int, request: dict, more: list[list[str]]) -> dict:
    """The answer to one request, sent with `more` headers."""
    headers = request["headers"] + more
    try:
        connection, shown = connect(port, request)
        with connection:
            if request.get("http2"):
                return shown | over_http2(connection, request, headers)
            lines = [f"{request['method']} {request['path']} HTTP/1.1", f"Host: {request['host']}"]
            if not any(name.lower() == "connection" for name, _ in headers):
                lines.append("Connection: close")
            lines += [f"{name}: {value}" for name, value in headers]
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            return shown | read(connection.makefile("rb"), request["method"])
    except (OSError, ssl.SSLError, ValueError, IndexError) as error:
        return {"error": type(error).__name__}


def read(file, method: str) -> dict:
    """The parts of a response of HTTP/1.1."""
    status = int(file.readline().split()[1])
    headers = []
    while (line := file.readline().decode("latin1").strip()):
        name, _, value = line.partition(":")
        headers.append((name.lower(), value.strip()))
    known = dict(headers)
    if "x-echo" not in known or method == "HEAD":
        return made_of(status, headers, None if "x-echo" not in known else b"")
    size = int(known["content-length"]) if "content-length" in known else None
    return made_of(status, headers, file.read(size) if size is not None else file.read())


def over_http2(connection: socket.socket, request: dict, headers: list[list[str]]) -> dict:
    """One request of HTTP/2; one of gRPC carries an empty message."""
    # The Python that gets the parts does not have these.
    import h2.config
    import h2.connection
    import h2.events

    client = h2.connection.H2Connection(config=h2.config.H2Configuration(header_encoding="utf-8"))
    client.initiate_connection()
    scheme = "https" if request.get("scheme") else "http"
    start = [(":method", request["method"]), (":scheme", scheme), (":authority", request["host"]), (":path", request["path"])]
    is_grpc = any(name == "content-type" for name, _ in headers)
    client.send_headers(1, start + [(name.lower(), value) for name, value in headers], end_stream=not is_grpc)
    if is_grpc:
        client.send_data(1, bytes(5), end_stream=True)
    connection.sendall(client.data_to_send())
    answer, trailers, body = [], [], b""
    while data := connection.recv(65_536):
        for event in client.receive_data(data):
            if isinstance(event, h2.events.ResponseReceived):
                answer = event.headers
            elif isinstance(event, h2.events.TrailersReceived):
                trailers = event.headers
            elif isinstance(event, h2.events.DataReceived):
                body += event.data
            elif isinstance(event, (h2.events.StreamReset, h2.events.ConnectionTerminated)):
                return {"error": type(event).__name__}
            elif isinstance(event, h2.events.StreamEnded):
                known = dict(answer)
                made = made_of(int(known[":status"]), answer, body if "x-echo" in known else None)
                code = dict([*answer, *trailers]).get("grpc-status")
                return made | ({} if code in (None, "0") else {"grpc": int(code)})
        connection.sendall(client.data_to_send())
    return {"error": "closed"}


def made_of(status: int, headers: list[tuple[str, str]], body: bytes | None) -> dict:
    """What is kept of a response. `body` is `None` where no backend made it, and empty where it does not tell which."""
    made: dict = {"status": status}
    known = dict(headers)
    if "location" in known:
        made["location"] = known["location"]
    response = sorted([name, value] for name, value in headers if CHANGED.fullmatch(name))
    if body is None:
        return made | ({"response": response} if response else {})
    made["response"] = response
    if not body:
        return made | {"backend": "?"}
    seen = json.loads(body[body.index(b"{") : body.rindex(b"}") + 1])
    hosts = [value for name, value in seen["headers"] if name.lower() == "host"]
    kept = [[name.lower(), value] for name, value in seen["headers"] if not COMMON.fullmatch(name)]
    made |= {"backend": BACKENDS[seen["port"]], "path": seen["path"], "host": hosts[0], "headers": sorted(kept, key=lambda it: it[0])}
    return made | {key: seen[key] for key in ("http2", "tls") if key in seen}


def numbers_seen() -> dict[str, list[list]]:
    """Which backends saw which numbers of requests."""
    with socket.create_connection((machines.ADDRESS, machines.BACKENDS[1] + 1), timeout=30) as connection:
        return json.load(connection.makefile("rb"))
