"""Reads rule files into the tree of reference.py: the grammar of docs/LANGUAGE.md by recursive descent, for rule sets
that are known to be right. Nothing is checked that the reference does not need."""

import csv
import io
import re
from decimal import Decimal

from reference import (Arithmetic, Call, Compare, Definition, Duration, Exemption, If, IsEmpty, Literal, Logic, Lookup,
                       Not, OneOf, Path, Quantified, Row, Rule, RuleSet, Severity, Subject, Unsettled, Within, day_of)

NAME, ID, TEXT = r"[A-Za-z_][A-Za-z0-9_]*", r"[A-Za-z][A-Za-z0-9.-]*", r'"(?:[^"\\]|\\.)*"'
DATE, NUMBER = r"\d{4}-\d\d-\d\d", r"\d+(?:\.\d+)?"


class Text:
    """A place in a text, and what can be taken from there."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def take(self, pattern):
        self.at = re.compile(r"(?:\s|#[^\n]*)*").match(self.text, self.at).end()
        found = re.compile(pattern).match(self.text, self.at)
        if found:
            self.at = found.end()
        return found and found[0]

    def need(self, pattern):
        found = self.take(pattern)
        if found is None:
            raise SyntaxError(f"expected {pattern} at {self.text[self.at:self.at + 60]!r}")
        return found

    def words(self, words):
        """All of some words, or nothing."""
        before = self.at
        for word in words.split():
            if not self.take(word + r"(?![A-Za-z0-9_])"):
                self.at = before
                return False
        return True

    def string(self):
        parts = [self.need(TEXT)]
        while part := self.take(TEXT):
            parts.append(part)
        escapes = {"n": "\n", "t": "\t"}
        return "".join(re.sub(r"\\(.)", lambda m: escapes.get(m[1], m[1]), p[1:-1]) for p in parts)

    def listed(self, item, end):
        found = []
        while not self.take(end):
            found.append(item())
            self.take(",")
        return tuple(found)

    # ---- Expressions ----

    def expression(self):
        parts, word = [self.negation()], None
        while self.words(word or "and") or (word is None and self.words("or")):
            word = word or re.search(r"\w+$", self.text[:self.at])[0]
            parts.append(self.negation())
        return Logic(word, tuple(parts)) if word else parts[0]

    def negation(self):
        return Not(self.negation()) if self.words("not") else self.comparison()

    def comparison(self):
        left = self.sum()
        if self.words("is"):
            negated = self.words("not")
            if self.words("one of"):
                members = self.listed(self.sum, r"\}") if self.take(r"\{") else self.path()
                found = OneOf(left, members)
            elif self.words("empty"):
                found = IsEmpty(left)
            else:
                found = Compare("is", left, self.sum())
            return Not(found) if negated else found
        if self.words("within"):
            distance = self.operand()
            self.need("of")
            return Within(left, distance, self.sum())
        for word in ("on or before", "on or after", "before", "after"):
            if self.words(word):
                return Compare(word, left, self.sum())
        if symbol := self.take("[<>]=?"):
            return Compare(symbol, left, self.sum())
        return left

    def sum(self):
        left = self.product()
        while sign := self.take("[+-]"):
            left = Arithmetic(sign, left, self.product())
        return left

    def product(self):
        left = self.operand()
        while self.take(r"\*"):
            left = Arithmetic("*", left, self.operand())
        return left

    def operand(self):
        if self.take(r"\("):
            inner = self.expression()
            self.need(r"\)")
            return inner
        for word, logic in (("all of", "and"), ("any of", "or")):
            if self.words(word):
                self.need(r"\(")
                return Logic(logic, self.listed(self.expression, r"\)"))
        for word in ("every", "some", "no", "count of"):
            if self.words(word):
                variable = self.need(NAME)
                self.need("in")
                before = self.at
                incomplete = self.words("incomplete")
                if incomplete and self.take(r"satisfies\b|\.") is not None:  # a fact of that name
                    self.at, incomplete = before, False
                path = self.path()
                self.need("satisfies")
                return Quantified(word, variable, path, self.expression(), incomplete)
        if self.words("if"):
            condition = self.expression()
            self.need("then")
            then = self.expression()
            self.need("else")
            return If(condition, then, self.expression())
        if self.words("unsettled because"):
            return Unsettled(self.string())
        if self.words("true") or self.words("false"):
            return Literal(self.text[:self.at].endswith("true"))
        if self.take('(?=")') is not None:
            return Literal(self.string())
        if day := self.take(DATE):
            return Literal(day_of(day))
        if self.take(r"\$"):
            return Literal(Decimal(self.need(NUMBER)))
        if number := self.take(NUMBER):
            if self.take("%"):
                return Literal(Decimal(number) / 100)
            unit = self.take(r"(?:day|month)s?(?![A-Za-z0-9_])")
            return Literal(Duration(unit.rstrip("s") + "s", int(number)) if unit else Decimal(number))
        return self.call()

    def call(self):
        path = self.path()
        if not self.take(r"\("):
            return path
        arguments, day = [], None
        while not self.take(r"\)"):
            if self.words("on"):
                day = self.expression()
            else:
                arguments.append(self.expression())
            self.take(",")
        if day is None:
            return Call(path.names[0], tuple(arguments))
        look_up = Lookup(path.names[0], tuple(arguments), day, None)
        if self.words("has"):
            return Not(look_up) if self.words("no row") else look_up if self.words("a row") else self.need("a row")
        self.need(r"\.")
        return look_up._replace(column=self.need(NAME))

    def path(self):
        names = [self.need(NAME)]
        while self.take(r"\.(?=[A-Za-z_])"):
            names.append(self.need(NAME))
        return Path(tuple(names))

    def type(self):
        return self.listed(lambda: self.need(NAME), r"\}") if self.take(r"\{") else ".".join(self.path().names)

    # ---- Items ----

    def items(self):
        """(word, item): the items of a file, with bare words still paths."""
        self.need("language")
        self.need("1")
        while word := self.take("policy|define|rule|exception|table"):
            yield word, getattr(self, word)()
        self.need(r"\Z")

    def policy(self):
        while not self.words("end"):
            self.need(rf"{TEXT}|{ID}|\([a-zA-Z0-9]+\)")

    def define(self):
        name, parameters = self.need(NAME), ()
        if self.take(r"\("):
            parameters = self.listed(lambda: (self.need(NAME), self.need(":"), self.type())[0], r"\)")
        about = self.need(ID) if self.words("about") else None
        self.need("as")
        body = self.expression()
        self.need("end")
        return name, about, Definition(parameters, body)

    def citations(self):
        while True:
            self.need(ID)
            self.take(r"(?:\([A-Za-z0-9]+\))+")
            if self.words("as"):
                self.need("[a-z]+")
            if not self.take(","):
                return

    def rule(self):
        rule = Rule(self.need(ID), None, None, parameters={})
        while not self.words("end"):
            word = self.need("[a-z]+")
            if word in ("title", "finding", "remedy"):
                self.string()
            elif word == "cites":
                self.citations()
            elif word == "basis":
                self.need("[a-z]+")
            elif word == "about":
                rule = rule._replace(kind=self.need(ID))
            elif word in ("from", "until"):
                rule = rule._replace(**{"since" if word == "from" else "until": day_of(self.need(DATE))})
            elif word == "severity":
                word = self.need("[a-z]+")
                severity = Severity(word, Literal(True), word)
                if self.words("when"):
                    when = self.expression()
                    self.need("otherwise")
                    severity = Severity(word, when, self.need("[a-z]+"))
                rule = rule._replace(severity=severity)
            elif word == "parameter":
                name = self.need(NAME)
                self.need(":")
                self.type()
                self.need("=")
                rule.parameters[name] = self.expression().value
                self.need("because")
                self.string()
            elif word == "for":
                self.need("each")
                subjects = []
                while not subjects or self.take(","):
                    variable = self.need(NAME)
                    self.need("in")
                    subjects.append(Subject(variable, self.path()))
                rule = rule._replace(subjects=tuple(subjects))
            elif word == "applies":
                self.need("when")
                rule = rule._replace(applies=self.expression())
            elif word == "require":
                rule = rule._replace(require=self.expression())
            elif word == "note":
                self.string()
                if self.words("when"):
                    self.expression()
            else:
                raise SyntaxError(word)
        return rule

    def exception(self):
        id, when = self.need(ID), None
        self.need("to")
        rule = self.need(ID)
        while not self.words("end"):
            word = self.need("title|cites|when")
            if word == "title":
                self.string()
            elif word == "cites":
                self.citations()
            else:
                when = self.expression()
        return Exemption(id, rule, when)

    def table(self):
        name, keys, columns = self.need(NAME), [], []
        self.need("from")
        file = self.string()
        while not self.words("end"):
            word = self.need("title|key|column|cited")
            if word == "title":
                self.string()
            elif word == "cited":
                self.need("by")
                self.need(NAME)
            else:
                column = self.need(NAME)
                self.need(":")
                (keys if word == "key" else columns).append((column, self.type()))
        return name, file, keys, columns


def read_table(text, keys, columns):
    def value(cell, type):
        if type != "text" and cell in ("", "unknown", "partial") or cell == "":
            return None
        if type == "boolean":
            return {"y": True, "yes": True, "true": True, "n": False, "no": False, "false": False}[cell]
        if type == "date":
            return day_of(cell)
        return Decimal(cell) if type in ("integer", "decimal", "money", "share") else cell

    return tuple(Row(tuple(value(line[n], t) for n, t in keys), {n: value(line[n], t) for n, t in columns},
                     value(line.get("valid_from", ""), "date"), value(line.get("valid_to", ""), "date"),
                     line.get("verified") not in ("unverified", "partial", "unknown"))
                 for line in csv.DictReader(io.StringIO(text, newline="")))


def resolved(e, names, definitions):
    """The expression with its bare words told apart: names of facts and variables, definitions, and else words."""
    def of(part, more=()):
        return resolved(part, names | set(more), definitions)

    if isinstance(e, Path):
        if len(e.names) > 1 or e.names[0] in names:
            return e
        return Call(e.names[0], ()) if e.names[0] in definitions else Literal(e.names[0])
    if isinstance(e, Quantified):
        return e._replace(body=of(e.body, [e.variable]))
    if isinstance(e, (Literal, Unsettled, IsEmpty)):
        return e
    parts = {}
    for name, part in e._asdict().items():
        if isinstance(e, OneOf) and name == "members" and isinstance(part, Path):
            parts[name] = part
        elif type(part) is tuple:
            parts[name] = tuple(map(of, part))
        else:
            parts[name] = of(part) if isinstance(part, tuple) else part
    return e._replace(**parts)


def read(files, tables, fields):
    """The rule set of rule files and tables, both by name. `fields`: the names of the facts of each kind."""
    items = [item for text in files.values() for item in Text(text).items()]
    of = {word: [item for w, item in items if w == word] for word in ("define", "rule", "exception", "table")}
    definitions = {name for name, _, _ in of["define"]}
    rules, by_id = [], {}
    for rule in of["rule"]:
        seen = fields[rule.kind] | {s.variable for s in rule.subjects}
        by_id[rule.id] = seen
        own = seen | set(rule.parameters)
        rules.append(rule._replace(
            applies=resolved(rule.applies, own, definitions), require=resolved(rule.require, own, definitions),
            severity=rule.severity._replace(when=resolved(rule.severity.when, own, definitions))))
    return RuleSet(
        tuple(rules),
        tuple(e._replace(when=resolved(e.when, by_id[e.rule], definitions)) for e in of["exception"]),
        {name: d._replace(body=resolved(d.body, fields.get(about, set()) | set(d.parameters), definitions))
         for name, about, d in of["define"]},
        {name: read_table(tables[file], keys, columns) for name, file, keys, columns in of["table"]})
