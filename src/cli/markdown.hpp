#pragma once

#include <string>
#include <string_view>

#include "report/page.hpp"

// As much of Markdown as our own documentation needs to be read in a terminal.
namespace telerule {

// The part of a text below the heading `title` (compared without blanks and backticks), without the heading.
std::string markdown_section(std::string_view text, std::string_view title);

// Paragraphs and list items, wrapped to the page; code blocks as they stand, indented.
void show_markdown(Page& page, std::string_view text);

}  // namespace telerule
