#include "telerule/program.hpp"

#include "library/sha256.hpp"
#include "program/code.hpp"

namespace telerule {

namespace {

std::string hash_of(ProgramData const& data) {
  std::string all;
  auto add = [&](std::string_view name, std::string_view text) {
    all += name;
    all += '\0';
    all += std::to_string(text.size());
    all += '\0';
    all += text;
  };
  for (auto const& s : data.library.rules) add(s->name(), s->text());
  for (auto const& [path, s] : data.library.tables) add(path, s->text());
  for (auto const& s : data.library.schemas) add(s->name(), s->text());
  for (auto const& [name, value] : data.settings) add(name, value);
  return sha256_hex(all);
}

}  // namespace

std::vector<RuleInfo> const& Program::rules() const { return data_->rules; }
std::vector<PolicyInfo> const& Program::policies() const { return data_->policies; }
std::vector<TableInfo> const& Program::tables() const { return data_->table_infos; }
Schemas const& Program::schemas() const { return data_->schemas; }

std::string const& Program::sha256() const {
  std::call_once(data_->hashed, [this] { data_->sha256 = hash_of(*data_); });
  return data_->sha256;
}

}  // namespace telerule
