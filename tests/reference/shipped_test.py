"""The engine against the reference evaluator on the shipped rules: the rule files are read by read_rules.py, the
scenarios are the examples with facts changed, removed and added at random as the schemas allow."""

import argparse
import collections
import json
import pathlib
import random
import sys
import tempfile

import read_rules
import reference
from differential_test import PROGRAM, compare, run, simpler_facts
from case import Raw, dumps
from monotone_test import SOURCE, examples

WORDS = ["", "A", "x", "95", "1234567893", "00", "123456789", "cardiology"]


class Changer:
    """Changes scenarios at random, within their schema."""

    def __init__(self, rng, documents, days):
        self.rng, self.documents, self.days = rng, documents, days

    def resolved(self, schema):
        while "$ref" in schema or "anyOf" in schema:
            if "anyOf" in schema:
                schema = next(s for s in schema["anyOf"] if s.get("type") != "null") | {"nullable": True}
            else:
                document, name = schema["$ref"].split("#/$defs/")
                schema = self.documents[document]["$defs"][name] | {"nullable": schema.get("nullable", False)}
        return schema

    def nullable(self, schema):
        schema = self.resolved(schema)
        return schema.get("nullable") or None in schema.get("enum", []) or "null" in schema.get("type", "")

    def invented(self, schema, depth=0):
        """A value of the schema, or None where it is not invented."""
        rng, schema = self.rng, self.resolved(schema)
        words = [w for w in schema.get("enum", []) if w is not None]
        if words:
            return rng.choice(words)
        kind = schema.get("type", "")
        kind = next((k for k in ([kind] if isinstance(kind, str) else kind) if k != "null"), None)
        if kind == "boolean":
            return rng.random() < 0.5
        if kind == "string":
            if schema.get("format") == "date":
                return rng.choice(self.days)
            return None if "pattern" in schema else rng.choice(WORDS[1:])
        if kind in ("integer", "number"):
            if schema.get("maximum") == 1:
                return Raw(rng.choice(["0", "0.2", "1"]))
            numbers = ["0", "80", "100", "79.99999999", "100.00"] if kind == "number" else ["0", "1", "2", "6"]
            return Raw(rng.choice([n for n in numbers if float(n) >= schema.get("minimum", 0)]))
        if kind == "array":
            found = [self.invented(schema["items"], depth + 1) for _ in range(rng.randint(0, 2))]
            found = [f for f in found if f is not None]
            return list({dumps(f): f for f in found}.values()) if schema.get("uniqueItems") else found
        if kind == "object" and "properties" in schema:
            record = {}
            for name, part in schema["properties"].items():
                if name in schema.get("required", []) or rng.random() < 0.6:
                    value = self.invented(part, depth + 1)
                    if value is not None:
                        record[name] = value
                    elif name in schema.get("required", []):
                        return None
            return record
        return None

    def changed(self, value, schema, rate):
        """The value with each of its parts left, removed, made null, invented again or added."""
        rng, schema = self.rng, self.resolved(schema)
        if isinstance(value, dict) and "properties" in schema:
            record, required = {}, schema.get("required", [])
            for name, part in schema["properties"].items():
                if "const" in part:
                    record[name] = part["const"]
                elif name in value and not (name not in required and rng.random() < rate):
                    record[name] = self.changed(value[name], part, rate)
                elif name not in value and rng.random() < rate * 2:
                    new = self.invented(part)
                    if new is not None:
                        record[name] = new
            return record
        if isinstance(value, list) and rng.random() > rate:
            kept = [self.changed(v, schema["items"], rate) for v in value if rng.random() > rate]
            if rng.random() < rate and not schema.get("uniqueItems"):
                new = self.invented(schema["items"])
                kept += [new] if new is not None else []
            return list({dumps(v): v for v in kept}.values()) if schema.get("uniqueItems") else kept
        if rng.random() > rate:
            return value
        if self.nullable(schema) and rng.random() < 0.3:
            return None
        new = self.invented(schema)
        return value if new is None else new


def strings(value):
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(part)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scenarios", type=int, default=6_000)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    if not PROGRAM:
        sys.exit("TELERULE_PROGRAM does not say where the program is")
    rules_folder, schema_folder = SOURCE / "rules", SOURCE / "schemas"
    schemas = [json.loads(p.read_text()) for p in schema_folder.glob("*.schema.json")]
    documents = {s["$id"]: s for s in schemas if "$id" in s}
    kinds = {s["properties"]["kind"]["const"]: s for s in schemas if "const" in s.get("properties", {}).get("kind", {})}
    paths = [p for p in rules_folder.rglob("*") if p.suffix in (".csv", ".rules") and not p.stem.endswith("_test")]
    texts = {p.name: p.read_text(encoding="utf-8") for p in paths}
    rules = read_rules.read({n: t for n, t in texts.items() if n.endswith(".rules")}, texts,
                            {kind: set(schema["properties"]) for kind, schema in kinds.items()})
    judges = {kind: reference.Judge(rules, kind, schema, documents) for kind, schema in kinds.items()}
    rng, originals = random.Random(options.seed), list(examples())
    days = sorted({s for t in originals for s in strings(json.loads(t)) if len(s) == 10 and s[4:8:3] == "--"})
    changer, scenarios = Changer(rng, documents, days), list(originals)
    while len(scenarios) < options.scenarios:
        original = json.loads(rng.choice(originals), parse_float=Raw, parse_int=Raw)
        scenarios.append(dumps(changer.changed(original, kinds[original["kind"]], rng.choice([0.02, 0.05, 0.15]))))
    with tempfile.TemporaryDirectory() as folder:
        path, count, compared = pathlib.Path(folder) / "scenarios.ndjson", collections.Counter(), 0

        def differences(texts):
            path.write_text("".join(t + "\n" for t in texts), encoding="utf-8")
            for text, judged in zip(texts, run(rules_folder, schema_folder, path)["scenarios"], strict=True):
                facts = json.loads(text)
                expected = judges[facts["kind"]].judge(text)
                count.update((r.rule, r.verdict) for r in expected)
                yield from ((text, *d) for d in compare(facts, judged, expected))

        for first in range(0, len(scenarios), 500):
            found = next(differences(scenarios[first:first + 500]), None)
            if found:
                sys.exit("{1}: {2}\n{0}".format(*shrunk(found, differences)))
            compared += len(scenarios[first:first + 500])
    for rule in sorted({rule for rule, _ in count}):
        print(f"{rule}: " + ", ".join(f"{count[rule, word]} {word}" for word in reference.RANK if count[rule, word]))
    print(f"compared {compared} scenarios made from {len(originals)} examples under {len(rules.rules)} shipped rules: "
          "no difference")


def shrunk(found, differences):
    """The same difference with as few facts as show it."""
    progress = True
    while progress:
        progress = False
        for facts in simpler_facts(json.loads(found[0], parse_float=Raw, parse_int=Raw)):
            try:
                smaller = next((d for d in differences([dumps(facts)]) if d[1] == found[1]), None)
            except Exception:  # not a valid scenario
                continue
            if smaller:
                found, progress = smaller, True
                break
    return found


if __name__ == "__main__":
    main()
