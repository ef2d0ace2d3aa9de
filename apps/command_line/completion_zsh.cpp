// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "command_line/completion.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk::app {
namespace {

using Paths = Completion::Paths;

/// Within single quotes, with a backslash before each of `special`.
std::string in_quotes(const std::string& text, const std::string& special) {
    std::string out;
    for (const char c : text) {
        if (c == '\'')
            out += "'\\''";
        else
            out += special.find(c) != std::string::npos ? std::string("\\") + c : std::string(1, c);
    }
    return out;
}

std::string action(const Completion& c) {
    if (c.gallery) return "_lazyrisk_gallery";
    const std::string paths = c.paths == Paths::files ? "_files" : c.paths == Paths::folders ? "_files -/" : "";
    if (c.words.empty()) return paths.empty() ? " " : paths;
    const bool beginnings = c.words.front().ends_with("=");
    if (!beginnings && paths.empty()) return fmt::format("({})", fmt::join(c.words, " "));
    return fmt::format("{{ compadd {}-- {}; {}}}", beginnings ? "-S \"\" " : "", fmt::join(c.words, " "),
                       paths.empty() ? "" : paths + " ");
}

/// An entry of _arguments.
std::string entry(const OutlinedOption& o) {
    const std::string help = in_quotes(o.help, "[]:\\");
    if (o.value.empty()) return fmt::format("'{}[{}]'", o.name, help);
    return fmt::format("'{}{}=[{}]:{}:{}'", o.repeats ? "*" : "", o.name, help, in_quotes(o.value, ":\\"),
                       action(o.completion));
}

/// A function a verb, the inner ones first.
std::string functions(const OutlinedVerb& verb, const std::string& name) {
    std::string text;
    for (const OutlinedVerb& inner : verb.verbs) text += functions(inner, name + "_" + inner.name);
    std::string entries;
    for (const OutlinedOption& option : verb.options) entries += " \\\n    " + entry(option);
    for (const OutlinedOption& argument : verb.arguments)
        entries += fmt::format(" \\\n    '{}:{}:{}'", argument.repeats ? "*" : "1", in_quotes(argument.value, ":\\"),
                               action(argument.completion));
    if (verb.verbs.empty()) return text + fmt::format("\n{}() {{\n  _arguments{}\n}}\n", name, entries);
    text += fmt::format(
        "\n{}() {{\n  local curcontext=$curcontext context state line\n  typeset -A opt_args\n"
        "  _arguments -C{} \\\n    '1:verb:->verb' \\\n    '*::argument:->argument' && return\n"
        "  case $state in\n    verb)\n      local -a verbs=(\n",
        name, entries);
    for (const OutlinedVerb& inner : verb.verbs)
        text += fmt::format("        '{}:{}'\n", inner.name, in_quotes(inner.help, ":\\"));
    text += fmt::format(
        "      )\n      _describe verb verbs ;;\n    argument)\n      (( $+functions[{0}_$line[1]] )) && {0}_$line[1] "
        ";;\n  esac\n}}\n",
        name);
    return text;
}

}  // namespace

std::string zsh_completion(const OutlinedVerb& program) {
    return fmt::format("#compdef lazyrisk\n# zsh completion of lazyrisk {}, written by `lazyrisk completion zsh`\n",
                       version) +
           R"sh(
_lazyrisk_gallery() {
  local -a names=(${(f)"$(lazyrisk run --list 2>/dev/null | cut -d ' ' -f 1)"})
  compadd -a names
  _files
}
)sh" + functions(program, "_lazyrisk") +
           R"sh(
if [[ $funcstack[1] == _lazyrisk ]]; then _lazyrisk "$@"; else compdef _lazyrisk lazyrisk; fi
)sh";
}

}  // namespace lazyrisk::app
