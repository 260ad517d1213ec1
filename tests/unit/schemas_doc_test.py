"""The example of docs/SCHEMAS.md works as the text says."""
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

root = Path(os.environ["TELERULE_SOURCE_DIR"])
program = os.environ["TELERULE_PROGRAM"]
text = (root / "docs/SCHEMAS.md").read_text(encoding="utf-8")

with tempfile.TemporaryDirectory() as folder:
    files = re.findall(r"`(stalls/\S+)`:\n\n```\w+\n(.*?)```", text, re.S)
    assert len(files) == 3, files
    for name, content in files:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    command = re.search(r"^telerule (check .*)$", text, re.M).group(1).split()
    run = subprocess.run([program, *command, "--format", "json"], cwd=folder, capture_output=True, text=True)
    assert run.returncode == 1, run.stderr
    results = json.loads(run.stdout)["scenarios"][0]["results"]
    verdicts = sorted((r["rule"], r["subject"], r["verdict"]) for r in results)
    assert verdicts == [
        ("perishables-cold", "/goods/0", "violated"),
        ("perishables-cold", "/goods/1", "indeterminate"),
        ("perishables-cold", "/goods/2", "not_applicable"),
        ("permit-current", "", "satisfied"),
    ], verdicts
