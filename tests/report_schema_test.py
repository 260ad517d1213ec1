#!/usr/bin/env python3
"""Reports of the program against the schema that is shipped for them, in a validator that is not ours."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    # Debian's package serves Debian's interpreter; another may stand before it in the path.
    debian = "/usr/bin/python3"
    if os.path.exists(debian) and os.environ.get("TELERULE_REEXECUTED") != "1":
        os.environ["TELERULE_REEXECUTED"] = "1"
        os.execv(debian, [debian, *sys.argv])
    sys.exit("the Python package jsonschema is missing: ./dev setup installs it")

ROOT = pathlib.Path(os.environ["TELERULE_SOURCE_DIR"])
PROGRAM = os.environ["TELERULE_PROGRAM"]


def run(*arguments):
    done = subprocess.run([PROGRAM, *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode > 6:
        sys.exit(f"{arguments}: exit {done.returncode}\n{done.stderr.decode()}")
    return done.stdout


def main():
    text = run("schema", "telerule-report")
    schema = json.loads(text)
    if text != (ROOT / "schemas/report/telerule-report.json").read_bytes():
        sys.exit("`telerule schema telerule-report` is not the schema of the repository")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    examples = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples").rglob("*")
                      if path.suffix in (".json", ".ndjson", ".jsonl"))
    if not examples:
        sys.exit("there are no examples")
    with tempfile.TemporaryDirectory() as folder:
        faulty = {"syntax.json": '{"a" 1}', "empty.json": "", "kind.json": '{"kind": "none"}', "bytes.json": "\udcff",
                  "bidi.json": '{"kind": "payer-plan", "sch\u202eema": 1}'}
        for name, content in faulty.items():
            (pathlib.Path(folder) / name).write_bytes(content.encode("utf-8", "surrogateescape"))
        bad = [str(pathlib.Path(folder) / name) for name in faulty] + [os.path.join(folder, "missing.json"), folder]
        seen = {"verdict": set(), "error": 0, "parameter": 0}
        for arguments in ([*examples], ["--as-of", "2020-02-29", *examples], bad, [*bad, *examples]):
            report = json.loads(run("check", "--format", "json", *arguments))
            faults = [f"{list(fault.absolute_path)}: {fault.message}" for fault in validator.iter_errors(report)]
            if faults:
                sys.exit("\n".join(faults[:20]))
            results = [result for scenario in report["scenarios"] for result in scenario["results"]]
            for result in results:
                seen["verdict"].add(result["verdict"])
            for word in ("violated", "indeterminate", "satisfied", "waived", "not_applicable"):
                assert report["summary"][word] == sum(result["verdict"] == word for result in results), word
            assert report["summary"]["scenarios"]["total"] == len(report["scenarios"])
            assert report["summary"]["errors"] == len(report["errors"])
            seen["error"] += len(report["errors"])
    # What was never seen was never validated.
    missing = {"violated", "indeterminate", "satisfied", "not_applicable"} - seen["verdict"]
    if missing or not seen["error"]:
        sys.exit(f"the examples show no {missing or 'error'}")

    # A validator that accepts everything would have accepted all of this too.
    report["scenarios"] = [{}]
    assert not validator.is_valid(report)


if __name__ == "__main__":
    main()
