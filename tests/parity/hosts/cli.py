"""The command line: the texts as files, the report as JSON. `cli.py ROUTEPROOF QUESTIONS`."""

import json
import pathlib
import subprocess
import sys
import tempfile

program, questions = sys.argv[1], pathlib.Path(sys.argv[2])
same, different = 0, []
for line in questions.read_text(encoding="utf-8").split("\n")[:-1]:
    question = json.loads(line)
    inputs = question["inputs"]
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)

        def write(sources):
            for source in sources:
                file = root / source["name"]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(source["text"].encode())
                yield source["name"]

        (root / "routeproof.yaml").write_text(inputs["settings"], encoding="utf-8")
        command = [program, "check", "--format", "json", *write(inputs["sources"])]
        for name in write(inputs["live"]):
            command += ["--live", name]
        if inputs["now"]:
            command += ["--now", inputs["now"]]
        done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    wanted = question["answers"][0]["answer"].replace('{"type":"report",', "{", 1)
    if done.stdout.decode().removesuffix("\n") == wanted:
        same += 1
    else:
        different.append(f"{question['name']}: {done.stdout.decode()[:300]}{done.stderr.decode()[:300]}\n  wanted {wanted[:300]}")
print(f"command line: {same} answers are the engine's, {len(different)} differ")
for it in different[:5]:
    print(it)
sys.exit(bool(different) or same == 0)
