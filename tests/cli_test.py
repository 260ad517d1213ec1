#!/usr/bin/env python3
"""Runs the stories of tests/cli/*.cli: whole commands, with what they print and how they exit.

A story is text, files and steps, and stands alone:

    # What the story tells.
    --- file rules/own.rules
    language 1
    --- note What the next step shows.
    --- run telerule check plan.json
    --- stdout
    ...
    --- stderr
    ...
    --- exit 1

Each story runs in a folder of its own. A step is a line of bash; what it prints and how it exits is compared exactly,
and a section that is left out means nothing printed, or exit 0.
UPDATE_CASES=1 rewrites what is expected. Stories may be named on the command line.
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.environ.get("TELERULE_PROGRAM", "")
UPDATE = os.environ.get("UPDATE_CASES") == "1"
TIME_LIMIT = 60  # seconds a step


class Broken(Exception):
    """A story that is not well-formed."""


class Step:
    def __init__(self, command):
        self.command = command
        self.expected = {"stdout": "", "stderr": "", "exit": "0"}


def read(path):
    """The items of a story in order: ('text', lines), ('note', str), ('file', name, lines) or ('step', Step)."""
    items, seen = [("text", [])], set()
    body = items[0][1]
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        header = re.match(r"--- (\w+)(?: (.*))?\n?$", line)
        if not header:
            body.append(line)
            continue
        word, rest = header.groups()
        step = items[-1][1] if items[-1][0] == "step" else None
        body = []
        if word == "note" and rest:
            items.append(("note", rest))
        elif word == "file" and rest:
            items.append(("file", rest, body))
        elif word == "run" and rest:
            items.append(("step", Step(rest)))
            seen = set()
            step = items[-1][1]
            step.stray = body
        elif word in ("stdout", "stderr", "exit") and step and word not in seen:
            seen.add(word)
            step.expected[word] = rest if word == "exit" else body
        else:
            raise Broken(f"`{line.strip()}` is not expected here")
    for item in items:
        if item[0] == "step":
            if any(text.strip() for text in item[1].stray):
                raise Broken(f"text stands after `{item[1].command}` and before what it prints")
            for name in ("stdout", "stderr"):
                item[1].expected[name] = "".join(item[1].expected[name])
    if not any(item[0] == "step" for item in items):
        raise Broken("it runs nothing")
    return items


def write(items):
    out = []
    for item in items:
        if item[0] == "text":
            out.append("".join(item[1]))
        elif item[0] == "note":
            out.append(f"--- note {item[1]}\n")
        elif item[0] == "file":
            out.append(f"--- file {item[1]}\n" + "".join(item[2]))
        else:
            step = item[1]
            out.append(f"--- run {step.command}\n")
            for name in ("stdout", "stderr"):
                if step.expected[name]:
                    out.append(f"--- {name}\n{step.expected[name]}")
            if step.expected["exit"] != "0":
                out.append(f"--- exit {step.expected['exit']}\n")
    return "".join(out)


def run(command, folder, environment):
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=TIME_LIMIT, check=False)
    result = {"exit": str(done.returncode)}
    for name in ("stdout", "stderr"):
        text = getattr(done, name).decode("utf-8", "backslashreplace")
        if text and not text.endswith("\n"):
            text += "(no line end)\n"
        # A control character in a story would be as good as invisible.
        text = re.sub("[^\n\t\x20-\x7e\xa0-\U0010ffff]", lambda c: f"<{ord(c[0]):02x}>", text)
        if re.search("^--- ", text, re.M):
            raise Broken(f"`{command}` prints a line that looks like a header")
        result[name] = text
    return result


def tell(path):
    """Runs a story; the differences, as text."""
    items = read(path)
    failures = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "story"
        tools = pathlib.Path(scratch) / "bin"
        folder.mkdir()
        tools.mkdir()
        (tools / "telerule").symlink_to(PROGRAM)
        environment = {
            "PATH": f"{tools}:{os.environ['PATH']}", "HOME": scratch, "LC_ALL": "C.UTF-8", "TERM": "xterm",
            "SOURCE_DIR": str(HERE.parent), "PYTHONDONTWRITEBYTECODE": "1",
            **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")},
        }
        for item in items:
            if item[0] == "file":
                target = folder / item[1]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text("".join(item[2]), encoding="utf-8")
            elif item[0] == "step":
                step = item[1]
                actual = run(step.command, folder, environment)
                for name in ("stdout", "stderr", "exit"):
                    if actual[name] == step.expected[name]:
                        continue
                    failures.append(f"$ {step.command}\n" + "".join(difflib.unified_diff(
                        step.expected[name].splitlines(keepends=True), actual[name].splitlines(keepends=True),
                        f"expected {name}", f"actual {name}", lineterm="\n")) + "\n")
                step.expected = actual
    if UPDATE and failures:
        path.write_text(write(items), encoding="utf-8")
        return []
    return failures


def main():
    if not PROGRAM:
        sys.exit("TELERULE_PROGRAM is not set")
    paths = [pathlib.Path(name) for name in sys.argv[1:]] or sorted((HERE / "cli").glob("*.cli"))
    if not paths:
        sys.exit("there is no story")
    failed = 0
    for path in paths:
        try:
            failures = tell(path)
        except (Broken, subprocess.TimeoutExpired) as fault:
            failures = [f"{fault}\n"]
        if failures:
            failed += 1
            print(f"FAILED {path.name}\n" + "\n".join(failures))
    print(f"{len(paths)} stories, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
