"""A generated case: the tree of a rule set, and with it the schemas, facts tables and scenarios, as they are written
to files."""

import json
import random
from dataclasses import dataclass, field

from print_rules import Printer
from reference import RuleSet

COMMON = "urn:telerule:schema:common:1"
POLICY = """policy P-1.2
  title "A policy" authority "Nobody"
  clause (1)(a) "Everything." binds "all" trust memory
end
"""


@dataclass
class Field:
    name: str
    kind: str  # boolean, integer, decimal, money, share, date, text, enum, record, list
    enum: str = ""  # which enumeration: fields of the same one may be compared
    named: bool = False  # the enumeration is in $defs
    fields: list = field(default_factory=list)
    element: "Field | None" = None
    complete: bool = False  # of a list: there is a NAME_complete beside it
    nullable: bool = True
    required: bool = False
    path: str = ""  # of a record, as a type of the language

    def type(self):
        return self.path if self.kind == "record" else self.enum if self.kind == "enum" else self.kind


class Raw(str):
    """A number of JSON as it is written."""


@dataclass
class Signature:
    """What a definition takes and gives: types as in Field.type, and the kind whose facts it reads."""
    parameters: list
    result: str
    about: str | None


@dataclass
class Table:
    keys: list  # (name, type)
    columns: list
    csv: str


@dataclass
class Case:
    seed: int
    kinds: dict = field(default_factory=dict)  # root Field by name
    enums: dict = field(default_factory=dict)  # words by name
    rules: RuleSet = RuleSet()
    signatures: dict = field(default_factory=dict)  # of definitions
    tables: dict = field(default_factory=dict)
    parameters: dict = field(default_factory=dict)  # (type, literal) by rule's place and name
    scenarios: list = field(default_factory=list)  # texts
    as_of: str | None = None
    findings: dict = field(default_factory=dict)  # by rule id

    # ---- Schemas ----

    def definitions(self):
        named = {f.enum for root in self.kinds.values() for f in walk(root) if f.named}
        common = {
            "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": COMMON, "title": "Shared",
            "$defs": {"usd": {"type": "number", "minimum": 0}, "share": {"type": "number", "minimum": 0, "maximum": 1}}
            | {name: {"enum": self.enums[name]} for name in sorted(named)}}
        return {COMMON: common}

    def schema(self, kind):
        document = self.json_schema(self.kinds[kind])
        envelope = {"schema_version": {"const": "1"}, "kind": {"const": kind},
                    "scenario_id": {"type": "string", "minLength": 1, "maxLength": 200},
                    "as_of": {"type": "string", "format": "date"}}
        document["properties"] = envelope | document["properties"]
        document["required"] = list(envelope) + document.get("required", [])
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:test:{kind}:1",
                "title": f"A {kind}", "description": "Generated."} | document

    def json_schema(self, f):
        def plain(kind, **more):
            return {"type": [kind, "null"] if f.nullable else kind} | more

        def reference(name):
            target = {"$ref": f"{COMMON}#/$defs/{name}"}
            return {"anyOf": [target, {"type": "null"}]} if f.nullable else target

        match f.kind:
            case "boolean" | "integer": return plain(f.kind)
            case "decimal": return plain("number")
            case "money": return reference("usd")
            case "share": return reference("share")
            case "date": return plain("string", format="date")
            case "text": return plain("string")
            case "enum" if f.named: return reference(f.enum)
            case "enum": return {"enum": self.enums[f.enum] + [None] * f.nullable}
            case "list": return plain("array", items=self.json_schema(f.element))
            case "record":
                properties, required = {}, [g.name for g in f.fields if g.required]
                for g in f.fields:
                    properties[g.name] = self.json_schema(g)
                    if g.complete:
                        properties[g.name + "_complete"] = {"type": ["boolean", "null"]}
                return plain("object", additionalProperties=False, properties=properties) | (
                    {"required": required} if required else {})
        raise TypeError(f)

    # ---- Rule files ----

    def write(self, folder, scenarios=None):
        """Writes rules/, schemas/ and scenarios.ndjson; gives their paths."""
        for name in ("rules", "schemas"):
            (folder / name).mkdir(parents=True, exist_ok=True)
            for old in (folder / name).iterdir():
                old.unlink()
        for kind in self.kinds:
            (folder / "schemas" / f"{kind}.schema.json").write_text(json.dumps(self.schema(kind), indent=1))
        (folder / "schemas" / "common.schema.json").write_text(json.dumps(self.definitions()[COMMON], indent=1))
        for name, text in self.files().items():
            (folder / "rules" / name).write_text(text, encoding="utf-8")
        path = folder / "scenarios.ndjson"
        path.write_text("".join(s + "\n" for s in scenarios or self.scenarios), encoding="utf-8")
        return folder / "rules", folder / "schemas", path

    def files(self, order=None):
        """The rule files and tables by name. `order` shuffles items and spreads them over files in another way."""
        rng = random.Random(f"{self.seed} layout {order}")
        printer = Printer(rng, self)
        items = [printer.definition(name) for name in self.rules.definitions]
        items += [printer.rule(rule) for rule in self.rules.rules]
        items += [printer.exemption(e) for e in self.rules.exceptions]
        items += [printer.table(name, table) for name, table in self.tables.items()]
        items.append(POLICY)
        rng.shuffle(items)
        files = {f"{name}.rules": "language 1\n" for name in rng.sample(["a", "b", "m", "z"], rng.randint(1, 3))}
        for item in items:
            files[rng.choice(list(files))] += "\n" + item
        return files | {f"{name}.csv": table.csv for name, table in self.tables.items()}


def walk(f):
    yield f
    for g in f.fields + ([f.element] if f.element else []):
        yield from walk(g)


def dumps(value, rng=None):
    """JSON with numbers as written, and with white space and escapes that mean nothing."""
    blank = (lambda: rng.choice(["", "", "", " ", "  "])) if rng else (lambda: "")
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{blank()}{dumps(k, rng)}{blank()}:{blank()}{dumps(v, rng)}{blank()}"
                              for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(blank() + dumps(v, rng) + blank() for v in value) + "]"
    if isinstance(value, str) and rng and value and rng.random() < 0.04:
        return '"' + "".join(f"\\u{unit:04x}" for unit in memoryview(value.encode("utf-16-le")).cast("H")) + '"'
    return json.dumps(value, ensure_ascii=bool(rng and rng.random() < 0.3))
