#include <algorithm>
#include <filesystem>
#include <memory>
#include <tuple>

#include "check/rules.hpp"
#include "telerule/parse.hpp"

namespace telerule {

namespace {

// What may only seem to be missing, because an item that could not be parsed declares it.
bool may_follow_from_syntax(DiagnosticId id) {
  return id == DiagnosticId::unknown_name || id == DiagnosticId::unknown_rule || id == DiagnosticId::unknown_policy ||
         id == DiagnosticId::clause_unaccounted || id == DiagnosticId::usage_error;
}

// Each problem once, in the order of files and lines.
void tidy(Diagnostics& diagnostics) {
  auto const key = [](Diagnostic const& d) {
    return std::tuple(d.file, d.frame ? d.frame->position.line : 0, d.frame ? d.frame->position.column : 0, static_cast<int>(d.id), d.message);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [&](auto const& a, auto const& b) { return key(a) < key(b); });
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(), [&](auto const& a, auto const& b) { return key(a) == key(b); }),
                    diagnostics.end());
}

std::vector<ast::File> parse_all(Library const& library, Diagnostics& diagnostics) {
  std::vector<ast::File> out;
  for (SourcePtr const& source : library.rules) {
    Parsed parsed = parse(source);
    out.push_back(std::move(parsed.file));
    std::move(parsed.diagnostics.begin(), parsed.diagnostics.end(), std::back_inserter(diagnostics));
  }
  return out;
}

// The code and layout of every kind, twice: for the program, and for what is checked and not run.
struct Units {
  struct Both {
    Code code, unused_code;
    std::unique_ptr<LayoutBuilder> layout, unused_layout;
  };
  std::vector<Both> by_kind;
  Code no_kind;

  explicit Units(Schemas const& schemas) : by_kind(schemas.kinds.size()) {
    for (std::size_t i = 0; i < by_kind.size(); ++i) {
      by_kind[i].layout = std::make_unique<LayoutBuilder>(schemas, schemas.kinds[i].record);
      by_kind[i].unused_layout = std::make_unique<LayoutBuilder>(schemas, schemas.kinds[i].record);
    }
  }
  Unit of(Schemas const& schemas, std::string const& kind, bool kept) {
    for (std::size_t i = 0; i < by_kind.size(); ++i)
      if (schemas.kinds[i].name == kind)
        return kept ? Unit{kind, &by_kind[i].code, by_kind[i].layout.get()} : Unit{kind, &by_kind[i].unused_code, by_kind[i].unused_layout.get()};
    return {"", &no_kind, nullptr};
  }
};

struct TableLoader {
  Library const& library;
  Schemas& schemas;
  ExpressionCompiler& expressions;
  Diagnostics& diagnostics;
  ProgramData& data;
  Code& no_kind;

  void load(ast::Table const& table, Source const& source, Declarations& declarations) {
    if (declarations.tables.contains(table.id.text) || declarations.definitions.contains(table.id.text)) {
      diagnostics.push_back(at(DiagnosticId::duplicate_name, source, table.id.span, "`" + table.id.text + "` is declared twice", "rename one of the two"));
      return;
    }
    expressions.begin({"", &no_kind, nullptr}, source);
    std::vector<ColumnType> columns;
    bool ok = true;
    for (ast::TableColumn const& column : table.columns) {
      auto const type = expressions.type(column.type);
      ok = ok && type;
      if (type) columns.push_back({column.name.text, *type, column.key});
    }
    auto const path = (std::filesystem::path(source.name()).parent_path() / table.file.text).lexically_normal().generic_string();
    auto const csv = library.tables.find(path);
    if (csv == library.tables.end()) {
      std::vector<std::string> names;
      for (auto const& [name, _] : library.tables) names.push_back(name);
      diagnostics.push_back(at(DiagnosticId::unreadable_rules, source, table.file.span, "there is no facts table `" + path + "` in the library", did_you_mean(path, names)));
      ok = false;
    }
    // A table that cannot be read is still known by name, so that its uses are not reported too.
    FactsTable loaded;
    loaded.name = table.id.text;
    for (ColumnType const& c : columns) (c.key ? loaded.keys : loaded.columns).push_back(c);
    if (ok) {
      LoadedTable read = load_table(*csv->second, table.id.text, columns, table.cited_by ? table.cited_by->text : "source", schemas);
      ok = read.diagnostics.empty();
      std::move(read.diagnostics.begin(), read.diagnostics.end(), std::back_inserter(diagnostics));
      if (ok) loaded = std::move(read.table);
    }
    data.table_infos.push_back({table.id.text, table.title ? table.title->text : "", path, loaded.rows.size()});
    declarations.tables.emplace(table.id.text, static_cast<std::uint32_t>(data.tables.size()));
    data.tables.push_back(std::move(loaded));
  }
};

}  // namespace

Compiled compile(Library const& library, CompileOptions const& options) {
  Compiled out;
  auto const files = parse_all(library, out.diagnostics);
  bool const syntax_errors = !out.diagnostics.empty();
  LoadedSchemas loaded = load_schemas(library.schemas);
  if (!loaded.diagnostics.empty()) {
    std::move(loaded.diagnostics.begin(), loaded.diagnostics.end(), std::back_inserter(out.diagnostics));
    tidy(out.diagnostics);
    return out;
  }
  auto data = std::make_shared<ProgramData>();
  data->schemas = std::move(loaded.schemas);
  Schemas& schemas = data->schemas;

  Diagnostics meaning;
  Declarations declarations = declare(files, meaning);
  Units units(schemas);
  ExpressionCompiler expressions(schemas, declarations, data->tables, meaning);
  TableLoader tables{library, schemas, expressions, meaning, *data, units.no_kind};
  for (ast::File const& file : files)
    for (ast::Item const& item : file.items)
      if (auto const* table = std::get_if<ast::Table>(&item.node)) tables.load(*table, *file.source, declarations);

  for (auto const& [name, definition] : declarations.definitions) {
    auto const& about = definition.item->about;
    if (about && !schemas.kind(about->text)) {
      std::vector<std::string> kinds;
      for (ScenarioKind const& k : schemas.kinds) kinds.push_back(k.name);
      meaning.push_back(at(DiagnosticId::unknown_kind, *definition.source, about->span, "no schema describes scenarios of kind `" + about->text + "`",
                           did_you_mean(about->text, kinds)));
      continue;
    }
    expressions.check_definition(definition, units.of(schemas, about ? about->text : "", false));
  }

  Policies policies(declarations, meaning);
  RuleCompiler rules(schemas, declarations, expressions, policies, options, meaning);
  rules.compile_all([&](std::string const& kind, bool kept) { return units.of(schemas, kind, kept); });
  data->rules = rules.take_rules();
  data->parameters = rules.take_parameters();
  data->policies = policies.finish();
  if (declarations.rules.empty() && out.diagnostics.empty() && meaning.empty())
    meaning.push_back(in_file(DiagnosticId::no_rules, "", "the library holds no rules", "a file of rules ends in `.rules`, and a rule begins with `rule ID`"));
  else if (data->rules.empty() && meaning.empty() && out.diagnostics.empty())
    meaning.push_back(in_file(DiagnosticId::usage_error, "", "no rule is left once the ignored ones are taken away"));

  // A rule with a fault may not get as far as its citations.
  bool const only_clauses = std::all_of(meaning.begin(), meaning.end(), [](auto const& d) { return d.id == DiagnosticId::clause_unaccounted; });
  for (Diagnostic& d : meaning) {
    if (syntax_errors && may_follow_from_syntax(d.id)) continue;
    if (!only_clauses && d.id == DiagnosticId::clause_unaccounted) continue;
    out.diagnostics.push_back(std::move(d));
  }
  tidy(out.diagnostics);
  if (!out.diagnostics.empty()) return out;

  for (auto& unit : units.by_kind) {
    unit.layout->finish();
    data->layouts.push_back(unit.layout->layout());
    unit.code.slot_pointers = unit.layout->pointers();
    data->code.push_back(std::move(unit.code));
  }
  data->library = library;
  data->settings = options.parameters;
  out.program.emplace(std::move(data));
  return out;
}

}  // namespace telerule
