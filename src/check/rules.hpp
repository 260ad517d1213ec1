#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "check/expression.hpp"
#include "check/policies.hpp"

namespace telerule {

// Checks the rules of a library and compiles the selected ones.
class RuleCompiler {
 public:
  // Where the code of a kind's rules goes: the program, or nowhere for rules that are not selected.
  using UnitOf = std::function<Unit(std::string const& kind, bool selected)>;

  RuleCompiler(Schemas& schemas, Declarations const& declarations, ExpressionCompiler& expressions, Policies& policies,
               CompileOptions const& options, Diagnostics& diagnostics)
      : schemas_(schemas), declarations_(declarations), expressions_(expressions), policies_(policies), options_(options),
        diagnostics_(diagnostics) {}

  void compile_all(UnitOf const& unit_of);

  std::vector<RuleInfo> take_rules() { return std::move(rules_); }
  std::vector<ParameterInfo> take_parameters() { return std::move(parameters_); }

 private:
  void compile(Declared<ast::Rule> const& declared, UnitOf const& unit_of);
  void header(ast::Rule const& rule, Source const& source, RuleInfo& info);
  void interval(ast::Rule const& rule, Source const& source, RuleInfo& info, CompiledRule& out);
  void parameters(ast::Rule const& rule, RuleInfo& info);
  bool set_parameter(ast::Parameter const& parameter, Type type, ParameterInfo& info);
  void exceptions(ast::Rule const& rule, RuleInfo& info, CompiledRule& out);
  bool selected(ast::Rule const& rule) const;
  void check_selection();
  void check_versions();

  Schemas& schemas_;
  Declarations const& declarations_;
  ExpressionCompiler& expressions_;
  Policies& policies_;
  CompileOptions const& options_;
  Diagnostics& diagnostics_;
  std::vector<RuleInfo> rules_;
  std::vector<ParameterInfo> parameters_;
  std::set<std::string> known_parameters_;
  struct Version {
    std::string id;
    std::int64_t from, until;
    Source const* source;
    Span span;
  };
  std::vector<Version> versions_;
};

}  // namespace telerule
