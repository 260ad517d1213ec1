#include "telerule/program.hpp"

#include "program/code.hpp"

namespace telerule {

std::vector<RuleInfo> const& Program::rules() const { return data_->rules; }
std::vector<PolicyInfo> const& Program::policies() const { return data_->policies; }
std::vector<TableInfo> const& Program::tables() const { return data_->table_infos; }
Schemas const& Program::schemas() const { return data_->schemas; }
std::string const& Program::sha256() const { return data_->sha256; }

}  // namespace telerule
