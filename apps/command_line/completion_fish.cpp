// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "command_line/completion.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk::app {
namespace {

using Paths = Completion::Paths;

std::string in_quotes(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return out + "'";
}

/// The part of `complete` that says what follows.
std::string values(const Completion& c) {
    std::string text = c.paths == Paths::none ? " -x" : " -r -F";
    std::string words = fmt::format("{}", fmt::join(c.words, " "));
    if (c.gallery) words += "(lazyrisk run --list 2>/dev/null | string replace -r \" .*\" \"\")";
    if (c.paths == Paths::folders) text = " -x", words += "(__fish_complete_directories)";
    return words.empty() ? text : text + " -a " + in_quotes(words);
}

/// `condition` is true where this verb has been typed.
std::string lines(const OutlinedVerb& verb, const std::string& condition) {
    std::string text, inner_names;
    for (const OutlinedVerb& inner : verb.verbs) inner_names += " " + inner.name;
    const std::string here = verb.verbs.empty() ? condition
                                                : (condition.empty() ? "" : condition + "; and ") +
                                                      "not __fish_seen_subcommand_from" + inner_names;
    const std::string begin = "complete -c lazyrisk -n " + in_quotes(here);
    for (const OutlinedVerb& inner : verb.verbs)
        text += begin + fmt::format(" -a {} -d {}\n", inner.name, in_quotes(inner.help));
    for (const OutlinedOption& o : verb.options)
        text += begin + fmt::format(" -l {} -d {}{}\n", o.name.substr(2), in_quotes(o.help),
                                    o.value.empty() ? "" : values(o.completion));
    for (const OutlinedOption& argument : verb.arguments)
        text += begin + values(argument.completion).substr(3) + "\n";  // without the -x or -r of an option
    for (const OutlinedVerb& inner : verb.verbs)
        text +=
            lines(inner, (condition.empty() ? "" : condition + "; and ") + "__fish_seen_subcommand_from " + inner.name);
    return text;
}

}  // namespace

std::string fish_completion(const OutlinedVerb& program) {
    return fmt::format(
               "# fish completion of lazyrisk {}, written by `lazyrisk completion fish`\ncomplete -c lazyrisk -f\n",
               version) +
           lines(program, "");
}

}  // namespace lazyrisk::app
