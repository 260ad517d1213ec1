"""Random rule sets with their schemas, facts tables and scenarios, all from one seed.

A case is made as a tree (reference.py has its classes) and written as text: the engine reads the text, the reference
has the tree. Everything is well typed; what a checker must reject is tested elsewhere.
"""

import random
import re
from decimal import Decimal

from case import Case, Field, Raw, Signature, Table, dumps, walk
from print_rules import quoted, text_of
from reference import (Arithmetic, Call, Compare, Definition, Duration, Exemption, If, IsEmpty, Literal, Logic, Lookup,
                       Not, OneOf, Path, Quantified, Row, Rule, RuleSet, Severity, Subject, Unsettled, Within, day_of)

RESERVED = set("and or not is if then else true false every some no satisfies unsettled before after within on end in "
               "all any of count".split())
# Names that begin with a word of the language, or are one that is not reserved.
PLAIN = ["amount", "covered", "fee", "start", "status", "code", "limit", "extra", "part", "place", "level", "item_2",
         "is_open", "not_limited", "once", "in_person", "every_day", "some_of_it", "or_else", "android", "if_any",
         "thenceforth", "within_reach", "before_noon", "ending", "no_show", "nothing", "truest", "_private", "Big"]
HARD = ["count", "all", "any", "one", "a", "row", "has", "days", "months", "incomplete", "rule", "note",
        "title", "finding", "require", "remedy", "from", "until", "when", "severity", "cites", "basis", "about", "for",
        "each", "applies", "exception", "define", "policy", "table", "because", "otherwise", "language", "of", "to",
        "date", "text", "boolean", "state"]
WORDS = ["red", "green", "blue", "PPO", "live_video", "none", "other", "x95", "on", "no", "end", "hios-issuer", "95",
         "not_known", "two words", "is"]
DAYS = ["2024-02-28", "2024-02-29", "2024-03-01", "2023-02-28", "2024-01-29", "2024-01-30", "2024-01-31", "2024-03-31",
        "2024-04-30", "2024-12-31", "2025-01-01", "2000-02-29", "1900-02-28", "2024-08-31", "2023-08-31", "2024-05-28",
        "0001-01-01", "9999-12-31"]
TEXTS = ["", "a", "A", "é", "e\u0301", 'say "so"', "back\\slash", "日本語", "a b", "tab\there", "🩺",
         "# not a comment"]
NUMBERS = {
    "integer": ["0", "1", "2", "3", "7", "999999999999999999"],
    "decimal": ["0", "0.5", "1", "2", "2.5", "3.00000001", "9999999999.99999999"],
    "money": ["0", "25", "25.00000001", "24.99999999", "20", "80", "100", "9999999999.99999999"],
    "share": ["0", "0.2", "0.8", "1", "0.33333333", "0.00000001"],
}
SCALARS = ["boolean", "integer", "decimal", "money", "share", "date", "text", "enum"]
ORDERED = ["integer", "decimal", "money", "share"]


class Scope:
    """What an expression may read: facts by type, lists, records by type, durations."""

    def __init__(self, kind, root):
        self.kind, self.facts, self.lists, self.records, self.durations = kind, {}, [], {}, []
        if root:
            for f in root.fields:
                self.add((f.name,), f)
                self.add_complete((f.name,), f)
            self.facts.setdefault("date", []).append(Path(("as_of",)))
            self.facts.setdefault("text", []).append(Path(("scenario_id",)))

    def add(self, names, f):
        if f.kind == "record":
            self.records.setdefault(f.path, []).append(Path(names))
            for g in f.fields:
                self.add((*names, g.name), g)
                self.add_complete((*names, g.name), g)
        elif f.kind == "list":
            self.lists.append((Path(names), f))
        elif f.kind in ("days", "months"):
            self.durations.append(Path(names))
        else:
            self.facts.setdefault(f.type(), []).append(Path(names))
        return self

    def add_complete(self, names, f):
        if f.complete:
            self.facts.setdefault("boolean", []).append(Path((*names[:-1], names[-1] + "_complete")))

    def plus(self, name, f):
        """The scope with a variable more."""
        wider = Scope(self.kind, None)
        wider.facts = {t: list(paths) for t, paths in self.facts.items()}
        wider.records = {t: list(paths) for t, paths in self.records.items()}
        wider.lists, wider.durations = list(self.lists), list(self.durations)
        return wider.add((name,), f)


class Author:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.case = Case(seed)
        self.names = 0
        self.hard = self.rng.random() < 0.2

    def chance(self, p):
        return self.rng.random() < p

    def fresh(self, stem):
        self.names += 1
        return f"{stem}{self.names}"

    # ---- Schemas ----

    def record(self, depth, names=None):
        rng = self.rng
        names = rng.sample(PLAIN + (HARD if self.hard else []), 12)
        fields = [self.invent_field(name, depth) for name in names[:rng.randint(3, 8 if depth == 2 else 5)]]
        return fields

    def invent_field(self, name, depth):
        rng = self.rng
        kind = rng.choice(SCALARS if depth == 0 else SCALARS + ["record"] * 3 + ["list"] * 5)
        if kind in ("record", "list") and name in ("date", "text", "boolean", "days", "months"):
            name += "_"  # as a type, such a name is the language's own
        f = Field(name, kind, nullable=self.chance(0.85), required=self.chance(0.04))
        if kind == "enum":
            self.enumerate(f)
        elif kind == "record":
            f.fields = self.record(depth - 1)
        elif kind == "list":
            f.complete = self.chance(0.35)
            f.element = Field("", rng.choice(["record"] * 4 + ["enum", "date", "text", "integer", "money"]),
                              nullable=self.chance(0.15))
            if f.element.kind == "record":
                f.element.fields = self.record(depth - 1)
            elif f.element.kind == "enum":
                self.enumerate(f.element)
        return f

    def enumerate(self, f):
        """Mostly one of a few named enumerations, so that fields can be compared."""
        f.named = self.chance(0.7)
        f.enum = self.rng.choice(["shade", "model"]) if f.named else self.fresh("inline")
        if f.enum not in self.case.enums:
            self.case.enums[f.enum] = self.rng.sample(WORDS, self.rng.randint(2, 5))

    def place(self, f, path):
        """Gives records the paths by which rules name them as types."""
        f.path = ".".join(path)
        for g in f.fields:
            self.place(g, (*path, g.name))
        if f.element:
            self.place(f.element, path)

    # ---- Values ----

    def literal(self, kind):
        rng = self.rng
        if kind in self.case.enums:
            word = rng.choice(self.case.enums[kind])
            plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", word) and word not in RESERVED | self.taken
            return Literal(word, word if plain and not self.chance(0.1) else quoted(word))
        match kind:
            case "boolean":
                value = self.chance(0.5)
                return Literal(value, str(value).lower())
            case "text":
                text = rng.choice(TEXTS)
                return Literal(text, quoted(text))
            case "date":
                day = rng.choice(DAYS)
                return Literal(day_of(day), day)
            case "days" | "months":
                count = rng.choice([1, 2, 3, 11, 12, 30, 48, 99999] if kind == "months" else
                                   [1, 2, 28, 29, 30, 31, 90, 365, 99999])
                unit = kind.rstrip("s") if count == 1 and self.chance(0.5) else kind
                return Literal(Duration(kind, count), f"{count} {unit}")
        number = rng.choice(NUMBERS[kind])
        if kind == "decimal" and "." not in number:
            number += ".0"
        value = Decimal(number)
        percent = f"{(value * 100).normalize():f}%"
        return Literal(value, "$" + number if kind == "money" else percent if kind == "share" else number)

    def value(self, kind, scope, depth, literal=True):
        """An expression of a type. `literal` false: not a mere literal, where that can be helped."""
        rng, case = self.rng, self.case
        options = [lambda: rng.choice(scope.facts[kind])] * 6 if scope.facts.get(kind) else []
        callable_ = self.callable(kind, scope)
        if callable_ and depth >= 0:
            options += [lambda: self.call(rng.choice(callable_), scope, depth)]
        columns = [(t, n) for t, table in case.tables.items() for n, k in table.columns if k == kind]
        if columns and depth >= 0:
            options += [lambda: self.lookup(*rng.choice(columns), scope, depth)] * 2
        if depth > 0:
            if options or kind not in case.enums:
                options += [lambda: If(self.condition(scope, depth - 1),
                                       self.value(kind, scope, depth - 1, literal and self.chance(0.5)),
                                       self.value(kind, scope, depth - 1))]
            if kind == "date":
                options += [lambda: Arithmetic(rng.choice("+-"), self.value(kind, scope, depth - 1, False),
                                               self.duration(scope))] * 2
            if kind == "integer" and scope.lists:
                options += [lambda: self.quantified("count of", scope, depth)]
            if kind in ("integer", "decimal", "money"):
                options += [lambda: Arithmetic(rng.choice("+-"), self.value(kind, scope, depth - 1, False),
                                               self.value(kind, scope, depth - 1))] * 2
                options += [lambda: Arithmetic("*", self.value(kind, scope, -1, False),
                                               self.value("share" if kind == "money" else kind, scope, -1))]
        if not options or (literal and self.chance(0.35)):
            return self.literal(kind)
        return rng.choice(options)()

    def duration(self, scope):
        if scope.durations and self.chance(0.5):
            return self.rng.choice(scope.durations)
        return self.literal(self.rng.choice(["days", "months"]))

    def callable(self, result, scope):
        return [n for n, s in self.case.signatures.items() if s.result == result and s.about in (None, scope.kind)]

    def call(self, name, scope, depth):
        arguments = []
        for kind in self.case.signatures[name].parameters:
            if kind in scope.records or "." in kind or kind in self.record_types:
                if kind not in scope.records:
                    return self.literal(self.case.signatures[name].result)
                arguments.append(self.rng.choice(scope.records[kind]))
            elif kind in ("days", "months"):
                arguments.append(self.literal(kind))
            elif kind == "boolean" and depth > 0:
                arguments.append(self.condition(scope, min(depth, 2) - 1))
            else:
                # A number is a fact or a literal: a definition may multiply it, and digits are limited.
                arguments.append(self.value(kind, scope, -1 if kind in ORDERED else min(depth, 2) - 1))
        return Call(name, tuple(arguments))

    def lookup(self, table, column, scope, depth):
        depth = min(depth, 2) - 1
        keys = tuple(self.value(kind, scope, -1 if kind in ORDERED else depth)
                     for _, kind in self.case.tables[table].keys)
        return Lookup(table, keys, self.value("date", scope, depth), column)

    # ---- Conditions ----

    def condition(self, scope, depth):
        rng, value = self.rng, self.value
        options = []
        if scope.facts.get("boolean"):
            options += [lambda: rng.choice(scope.facts["boolean"])] * 5
        options += [lambda: self.comparison(scope, depth)] * 10
        options += [lambda: self.membership(scope, depth)] * 3
        options += [lambda: Within(value("date", scope, min(depth, 1), False), self.duration(scope),
                                   value("date", scope, min(depth, 1)))]
        callable_ = self.callable("boolean", scope)
        if callable_:
            options += [lambda: self.call(rng.choice(callable_), scope, depth)] * 3
        for name, table in self.case.tables.items():
            options += [lambda name=name: self.lookup(name, None, scope, depth)]
            options += [lambda name=name, c=c: self.lookup(name, c, scope, depth)
                        for c, k in table.columns if k == "boolean"]
        if self.chance(0.15):
            options += [lambda: Unsettled(rng.choice(["it is open", 'the "policy" is silent']))]
        if self.chance(0.1):
            options += [lambda: self.literal("boolean")]
        if scope.lists:
            options += [lambda: IsEmpty(rng.choice(scope.lists)[0])]
        if depth > 0:
            def condition():
                return self.condition(scope, depth - 1)

            options += [lambda: Not(condition())] * 5
            options += [lambda: Logic(rng.choice(["and", "or"]),
                                      tuple(condition() for _ in range(rng.randint(2, 4))))] * 12
            options += [lambda: If(condition(), condition(), condition())] * 3
            if scope.lists:
                options += [lambda: self.quantified(rng.choice(["every", "some", "no"]), scope, depth)] * 12
                options += [lambda: self.counted(scope, depth)] * 4
        return rng.choice(options)()

    def comparison(self, scope, depth):
        rng = self.rng
        kinds = [k for k in scope.facts if k != "boolean"] + ["boolean"] * self.chance(0.2)
        kind = rng.choice(kinds or ["integer"])
        if kind == "date":
            word = rng.choice(["before", "after", "on or before", "on or after", "is"])
        else:
            word = rng.choice(["<", "<=", ">", ">=", "is"]) if kind in ORDERED else "is"
        sides = [self.value(kind, scope, min(depth, 2), False), self.value(kind, scope, min(depth, 1))]
        if sides[0] == sides[1]:
            sides[1] = self.value(kind, scope, 0)
        if kind in ORDERED + ["date"] and self.chance(0.2):
            sides.reverse()
        return Compare(word, *sides)

    def membership(self, scope, depth):
        rng = self.rng
        lists = [(p, f) for p, f in scope.lists if f.element.kind != "record" and scope.facts.get(f.element.type())]
        if lists and self.chance(0.5):
            path, f = rng.choice(lists)
            return OneOf(self.value(f.element.type(), scope, min(depth, 1), False), path)
        kind = rng.choice([k for k in scope.facts if k != "boolean"] or ["integer"])
        members = {m.text: m for m in (self.literal(kind) for _ in range(rng.randint(1, 4)))}
        return OneOf(self.value(kind, scope, min(depth, 1), False), tuple(members.values()))

    def quantified(self, word, scope, depth):
        path, f = self.rng.choice(scope.lists)
        variable = self.fresh(self.rng.choice(["x", "each_", "in_", "no"]))
        return Quantified(word, variable, path, self.condition(scope.plus(variable, f.element), depth - 1),
                          self.chance(0.15))

    def counted(self, scope, depth):
        count = self.quantified("count of", scope, depth)
        other = self.value("integer", scope, 1, literal=self.chance(0.5)) if self.chance(0.4) else \
            (lambda n: Literal(Decimal(n), str(n)))(self.rng.randint(0, 3))
        if self.chance(0.1):
            other = self.quantified("count of", scope, depth)
        sides = [count, other] if self.chance(0.75) else [other, count]
        return Compare(self.rng.choice(["<", "<=", ">", ">=", "is"]), *sides)

    # ---- Declarations ----

    def make_table(self, name):
        """A table with its rows as CSV and, for the reference, as rows."""
        rng = self.rng
        kinds = ["boolean", "integer", "decimal", "money", "share", "date", "text", *self.named]
        keys = [(self.fresh("key_"), rng.choice(self.named * 2 + ["date", "text", "integer", "money"]))
                for _ in range(rng.randint(1, 2))]
        columns = [(self.fresh("col_"), kind) for kind in ["boolean"] + rng.choices(kinds, k=rng.randint(0, 2))]
        lines, rows = [[n for n, _ in keys + columns] + ["statute", "valid_from", "valid_to", "verified", "note"]], []
        found = {tuple(self.literal(kind).value for _, kind in keys): None for _ in range(rng.randint(2, 8))}
        for key in (k for k in found if "" not in k):  # an empty cell is not known, and no key
            days = sorted(rng.sample(DAYS, rng.choice([0, 2, 4])))
            intervals = list(zip(days[::2], days[1::2])) or [(None, None)]
            if self.chance(0.3):
                intervals[0] = (None, intervals[0][1])
            if self.chance(0.3):
                intervals[-1] = (intervals[-1][0], None)
            for since, until in intervals:
                values = {n: None if self.chance(0.15) else self.literal(kind).value for n, kind in columns}
                verified = rng.choice(["yes", "secondary", "yes", "yes", "unverified", "partial", "unknown"])
                rows.append(Row(key, {n: v if v != "" else None for n, v in values.items()}, since and day_of(since),
                                until and day_of(until), verified in ("yes", "secondary")))
                unknown = {n: "" if k == "text" else rng.choice(["", "unknown", "partial"]) for n, k in columns}
                cells = [cell(k, kind, rng) for k, (_, kind) in zip(key, keys)]
                cells += [unknown[n] if values[n] is None else cell(values[n], kind, rng) for n, kind in columns]
                lines.append(cells + ["Act 1, s. 2", since or "", until or "", verified, 'so "noted"'])
        body = lines[1:]
        rng.shuffle(body)
        text = "".join(",".join(csv_cell(c, rng) for c in line) + rng.choice(["\n", "\r\n"])
                       for line in lines[:1] + body)
        self.case.tables[name] = Table(keys, columns, text)
        self.case.rules.tables[name] = tuple(rows)

    def make_definition(self, name):
        rng, case = self.rng, self.case
        about = rng.choice([*case.kinds, None]) if self.chance(0.9) else None
        scope = Scope(about, case.kinds[about] if about else None)
        names, kinds = [], []
        for _ in range(rng.randint(0, 3) if about else rng.randint(1, 3)):
            records = sorted(scope_records(case.kinds[about])) if about else []
            if records and self.chance(0.5):
                path, f = rng.choice(records), None
                f = scope_records(case.kinds[about])[path]
            else:
                kind = rng.choice(["boolean", "integer", "decimal", "money", "share", "date", "text", "days", "months",
                                   *self.named])
                path, f = kind, Field("", "enum" if kind in case.enums else kind, enum=kind)
            names.append(self.fresh("p_"))
            kinds.append(path)
            scope = scope.plus(names[-1], f)
        result = rng.choice(["boolean"] * 5 + ["integer", "money", "date", "decimal", "share"])
        body = self.condition(scope, 2) if result == "boolean" else self.value(result, scope, 2, literal=False)
        if result == "integer" and scope.lists and self.chance(0.5):
            body = self.quantified("count of", scope, 1)
        elif isinstance(body, Literal):
            body = self.value(result, scope, 0, literal=False)
        case.rules.definitions[name] = Definition(tuple(names), body)
        case.signatures[name] = Signature(kinds, result, about)

    def make_rule(self, id, kind, subjects, since, until):
        rng, case = self.rng, self.case
        scope = Scope(kind, case.kinds[kind])
        for s, f in subjects:
            scope = scope.plus(s.variable, f.element)
        seen, parameters = scope, {}
        for _ in range(rng.choice([0, 0, 1, 2])):
            name, of = self.fresh("limit_"), rng.choice([*ORDERED, "date", "days", "months"])
            parameters[name] = (of, self.literal(of))
            seen = seen.plus(name, Field("", of))
        case.parameters[id, since] = parameters
        severity = Severity("high", Literal(True, "true"), "high")
        if self.chance(0.3):
            severity = Severity("high", self.condition(seen, 1), rng.choice(["critical", "medium", "advisory"]))
        facts = [p for paths in scope.facts.values() for p in paths]
        shown = rng.sample(facts, min(2, len(facts)))
        case.findings[id] = "wrong: " + " ".join("{" + ".".join(p.names) + "}" for p in shown)
        return Rule(id, kind, self.condition(seen, rng.randint(1, 4)),
                    self.condition(seen, rng.randint(0, 2)) if self.chance(0.5) else Literal(True, "true"),
                    tuple(s for s, _ in subjects), severity, since and day_of(since), until and day_of(until),
                    {n: literal.value for n, (_, literal) in parameters.items()})

    def make_subjects(self, kind):
        """None, one, or nested `for each`."""
        rng, scope, subjects = self.rng, Scope(kind, self.case.kinds[kind]), []
        lists = scope.lists
        while lists and len(subjects) < 3 and self.chance(0.6):
            path, f = rng.choice(lists)
            variable = self.fresh(rng.choice(["one_", "each_", "v"]))
            subjects.append((Subject(variable, path), f))
            lists = Scope(kind, None).add((variable,), f.element).lists
        return subjects

    def make(self, scenarios):
        rng, case = self.rng, self.case
        for kind in rng.sample(["alpha", "beta-plan", "c.1"], rng.choice([1, 1, 2])):
            root = Field("", "record", nullable=False)
            root.fields = self.record(2)
            if not any(f.kind == "list" for f in root.fields):
                root.fields.append(Field("members", "list", element=Field("", "record", fields=self.record(1)),
                                         complete=self.chance(0.5)))
            root.fields = [f for f in root.fields if f.name not in ("kind", "as_of", "scenario_id", "schema_version")]
            for f in root.fields:
                self.place(f, (f.name,))
            case.kinds[kind] = root
        everything = [f for root in case.kinds.values() for f in walk(root)]
        self.taken = {f.name for f in everything} | {"as_of", "scenario_id", "kind", "schema_version"}
        self.named = sorted({f.enum for f in everything if f.named})
        self.record_types = {f.path for f in everything if f.kind == "record"}
        case.rules = RuleSet((), (), {}, {})
        for _ in range(rng.choice([0, 1, 1, 2])):
            self.make_table(self.fresh("tab_"))
        for _ in range(rng.randint(0, 5)):
            self.make_definition(self.fresh("def_"))
        rules, exceptions = [], []
        for _ in range(rng.randint(2, 6)):
            id, kind = self.fresh(rng.choice(["r-", "rule.", "A-b."])), rng.choice(list(case.kinds))
            subjects = self.make_subjects(kind)
            days = sorted(rng.sample(DAYS, 4))
            for since, until in rng.choice([[(None, None)]] * 12 + [
                    [(days[0], days[3])], [(None, days[1])], [(days[2], None)], [(None, days[1]), (days[2], None)],
                    [(days[0], days[1]), (days[2], days[3])]]):
                rules.append(self.make_rule(id, kind, subjects, since, until))
            scope = Scope(kind, case.kinds[kind])
            for s, f in subjects:
                scope = scope.plus(s.variable, f.element)
            for _ in range(rng.choice([0, 0, 0, 1, 2])):
                name = self.fresh(rng.choice(["e-", "an.", "X"]))
                exceptions.append(Exemption(name, id, self.condition(scope, rng.randint(0, 2))))
        case.rules = case.rules._replace(rules=tuple(rules), exceptions=tuple(exceptions))
        if self.chance(0.1):
            case.as_of = rng.choice(DAYS)
        for n in range(scenarios):
            case.scenarios.append(self.scenario(rng.choice(list(case.kinds)), n))
        return case

    # ---- Scenarios ----

    def scenario(self, kind, n):
        rng = self.rng
        self.missing = rng.choice([0, 0.05, 0.05, 0.2, 0.5])
        record = self.fact(self.case.kinds[kind])
        items = list({"schema_version": "1", "kind": kind, "scenario_id": f"s{n}", "as_of": rng.choice(DAYS)}.items())
        items += record.items()
        if self.chance(0.5):
            rng.shuffle(items)
        return dumps(dict(items), rng)

    def fact(self, f):
        rng = self.rng
        match f.kind:
            case "boolean": return self.chance(0.5)
            case "date": return rng.choice(DAYS)
            case "text": return rng.choice(TEXTS)
            case "enum": return rng.choice(self.case.enums[f.enum])
            case "record":
                record = {}
                for g in f.fields:
                    if self.chance(self.missing) and not (g.required and not g.nullable):
                        if g.required or (g.nullable and self.chance(0.5)):
                            record[g.name] = None
                    else:
                        record[g.name] = self.fact(g)
                    if g.complete and self.chance(0.7):
                        record[g.name + "_complete"] = rng.choice([True, True, False, None])
                return record
            case "list":
                return [None if f.element.nullable and self.chance(0.2) else self.fact(f.element)
                        for _ in range(rng.choice([0, 1, 1, 2, 2, 3]))]
        number = rng.choice(NUMBERS[f.kind])
        if f.kind in ("integer", "decimal") and self.chance(0.2):
            number = "-" + number
        return Raw(self.written(number, f.kind))

    def written(self, number, kind):
        """The same number in one of the ways that JSON has."""
        rng, value = self.rng, Decimal(number)
        if self.chance(0.7):
            return number
        forms = [f"{value:.8f}" if kind != "integer" else number, f"{value:E}", f"{value:e}".replace("e+", "e")]
        if "." not in number:
            forms.append(number + ".0")
        return rng.choice(forms)


def cell(value, kind, rng):
    if kind == "boolean":
        return rng.choice(["y", "yes", "true"] if value else ["n", "no", "false"])
    if kind == "date":
        return text_of(value)
    return f"{value:f}" if isinstance(value, Decimal) else value


def csv_cell(text, rng):
    if re.search('[",\r\n\t#]|^ | $', text) or (text and rng.random() < 0.1):
        return '"' + text.replace('"', '""') + '"'
    return text


def scope_records(root):
    return {f.path: f for f in walk(root) if f.kind == "record" and f.path}


def generate(seed, scenarios=100):
    return Author(seed).make(scenarios)
