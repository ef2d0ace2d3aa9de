#include "lazyrisk/curve/markdown_text.hpp"

#include <string_view>

namespace lazyrisk {
namespace {

constexpr std::string_view markup = "\\`*_[]<>|#~$&!";

}  // namespace

std::string markdown_text(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (markup.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string plain_text_of_markdown(const std::string& markdown) {
    std::string out;
    for (std::size_t i = 0; i < markdown.size(); ++i) {
        if (markdown[i] == '\\' && i + 1 < markdown.size() && markup.find(markdown[i + 1]) != std::string_view::npos) ++i;
        out += markdown[i];
    }
    return out;
}

}  // namespace lazyrisk
