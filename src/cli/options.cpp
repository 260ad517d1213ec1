#include "cli/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>

#include "telerule/value.hpp"

namespace telerule {
namespace {

namespace po = boost::program_options;

constexpr std::array<OptionInfo, 14> all{{
    {"rules", '\0', "DIR", true,
     "read rules and facts tables below DIR, or one .rules file, in place of the shipped ones; '' names those"},
    {"schemas", '\0', "DIR", true, "read schemas below DIR in place of the shipped ones; '' names those"},
    {"select", '\0', "ID,…", true, "judge only these rules, or the rules that cite these policies"},
    {"ignore", '\0', "ID,…", true, "leave out these rules, or the rules that cite these policies"},
    {"set", '\0', "NAME=VALUE", true, "set a parameter of a rule, such as RULE.PARAMETER='60 days'"},
    {"as-of", '\0', "DATE", false, "judge for this day (YYYY-MM-DD) in place of each scenario's own"},
    {"format", '\0', "text|json", false, "what is written (text)"},
    {"output", 'o', "FILE", false, "write to FILE, whole or not at all, in place of standard output"},
    {"color", '\0', "WHEN", false, "auto, always or never (auto: on a terminal, unless NO_COLOR is set)"},
    {"quiet", 'q', "", false, "show only what is violated or indeterminate, and the summary"},
    {"fail-on", '\0', "WHAT", false, "what blocks: violated, indeterminate (and violated, the default) or never"},
    {"clauses", '\0', "", false, "show every clause of every policy, and what encodes it or why none can"},
    {"help", 'h', "", false, "show how the command is used"},
    {"version", '\0', "", false, "show the version"},
}};

constexpr std::array<std::pair<std::string_view, Format>, 2> formats{{{"text", Format::text}, {"json", Format::json}}};
constexpr std::array<std::pair<std::string_view, Color>, 3> colors{
    {{"auto", Color::automatic}, {"always", Color::always}, {"never", Color::never}}};
constexpr std::array<std::pair<std::string_view, FailOn>, 3> fail_ons{
    {{"violated", FailOn::violated}, {"indeterminate", FailOn::indeterminate}, {"never", FailOn::never}}};

std::vector<std::string> spelled_options() {
  std::vector<std::string> out;
  for (auto const& info : all) out.push_back("--" + std::string(info.name));
  return out;
}

// Puts the values of options where they belong; the first fault ends it.
class Reader {
 public:
  void take(std::string_view name, std::string const& value) {
    auto& o = options_;
    if (!option(name).repeatable && std::find(o.given.begin(), o.given.end(), name) != o.given.end()) {
      return fail(fmt::format("`--{}` is given twice", name), "give it once");
    }
    o.given.push_back(option(name).name);
    if (name == "rules") o.rules.push_back(value);
    if (name == "schemas") o.schemas.push_back(value);
    if (name == "select") take_list(name, value, o.select);
    if (name == "ignore") take_list(name, value, o.ignore);
    if (name == "set") take_parameter(value);
    if (name == "as-of") take_date(value);
    if (name == "format") take_word(name, value, formats, o.format);
    if (name == "output") o.output = value;
    if (name == "color") take_word(name, value, colors, o.color);
    if (name == "fail-on") take_word(name, value, fail_ons, o.fail_on);
    if (name == "quiet") o.quiet = true;
    if (name == "clauses") o.clauses = true;
    if (name == "help") o.help = true;
    if (name == "version") o.version = true;
  }

  void take_operand(std::string operand) { options_.operands.push_back(std::move(operand)); }

  void fail(std::string message, std::string help) {
    if (!error_) error_ = usage_error(std::move(message), std::move(help));
  }

  ParsedOptions result() && { return {std::move(options_), std::move(error_)}; }

 private:
  template <class T, std::size_t size>
  void take_word(std::string_view name, std::string const& value,
                 std::array<std::pair<std::string_view, T>, size> const& words, T& out) {
    std::vector<std::string> known;
    for (auto const& [word, meaning] : words) {
      if (word == value) {
        out = meaning;
        return;
      }
      known.emplace_back(word);
    }
    auto help = did_you_mean(value, known);
    if (help.empty()) help = fmt::format("one of `{}`", fmt::join(known, "`, `"));
    fail(fmt::format("`{}` is no value of `--{}`", value, name), std::move(help));
  }

  void take_list(std::string_view name, std::string_view value, std::vector<std::string>& out) {
    while (true) {
      auto const comma = std::min(value.find(','), value.size());
      if (comma == 0) {
        return fail(fmt::format("`--{}` names nothing in one place of its list", name),
                    "name rules or policies, with commas between them");
      }
      out.emplace_back(value.substr(0, comma));
      if (comma == value.size()) return;
      value.remove_prefix(comma + 1);
    }
  }

  void take_parameter(std::string_view value) {
    auto const equals = value.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == value.size()) {
      return fail(fmt::format("`{}` sets no parameter", value), "write it as `RULE.PARAMETER=VALUE`");
    }
    std::string name(value.substr(0, equals));
    for (auto const& [set, as] : options_.parameters) {
      if (set == name)
        return fail(fmt::format("`{}` is set twice", name), fmt::format("it is set to `{}` already", as));
    }
    options_.parameters.emplace_back(std::move(name), value.substr(equals + 1));
  }

  void take_date(std::string const& value) {
    if (!date_from_text(value))
      return fail(fmt::format("`{}` is not a day that exists", value), "write it as YYYY-MM-DD");
    options_.as_of = value;
  }

  Options options_;
  std::optional<Diagnostic> error_;
};

po::options_description described() {
  po::options_description out;
  for (auto const& info : all) {
    std::string names(info.name);
    if (info.letter != '\0') names += fmt::format(",{}", info.letter);
    if (info.argument.empty()) {
      out.add_options()(names.c_str(), "");
    } else {
      out.add_options()(names.c_str(), po::value<std::string>(), "");
    }
  }
  return out;
}

constexpr std::string_view see_help = "see `telerule help`";

void explain(po::invalid_command_line_syntax const& fault, Reader& reader) {
  using Kind = po::invalid_syntax::kind_t;
  auto const name = fault.get_option_name();
  switch (fault.kind()) {
    case Kind::missing_parameter:
    case Kind::empty_adjacent_parameter:
      return reader.fail(fmt::format("`{}` is given without its value", name), std::string(see_help));
    case Kind::extra_parameter:
      return reader.fail(fmt::format("`{}` takes no value", name), std::string(see_help));
    default:
      return reader.fail(fmt::format("`{}` is not an option that stands alone", name), std::string(see_help));
  }
}

}  // namespace

std::span<OptionInfo const> option_table() { return all; }

OptionInfo const& option(std::string_view name) {
  return *std::find_if(all.begin(), all.end(), [&](OptionInfo const& info) { return info.name == name; });
}

ParsedOptions parse_options(std::span<std::string const> arguments) {
  using namespace po::command_line_style;
  // No guessing: an abbreviation would change its meaning with the next option that begins like it.
  constexpr int style = allow_long | long_allow_adjacent | long_allow_next | allow_short | allow_dash_for_short |
                        short_allow_adjacent | short_allow_next | allow_sticky;
  Reader reader;
  try {
    auto const description = described();
    auto const parsed =
        po::command_line_parser({arguments.begin(), arguments.end()}).options(description).style(style).run();
    for (auto const& found : parsed.options) {
      if (found.string_key.empty()) {
        for (auto const& value : found.value) reader.take_operand(value);
      } else {
        reader.take(found.string_key, found.value.empty() ? std::string() : found.value.front());
      }
    }
  } catch (po::unknown_option const& fault) {
    auto const name = fault.get_option_name();
    auto help = did_you_mean(name, spelled_options());
    reader.fail(fmt::format("there is no option `{}`", name), help.empty() ? std::string(see_help) : std::move(help));
  } catch (po::invalid_command_line_syntax const& fault) {
    explain(fault, reader);
  } catch (po::error const& fault) {
    reader.fail(fault.what(), std::string(see_help));
  }
  return std::move(reader).result();
}

Diagnostic usage_error(std::string message, std::string help) {
  return in_file(DiagnosticId::usage_error, "", std::move(message), std::move(help));
}

}  // namespace telerule
