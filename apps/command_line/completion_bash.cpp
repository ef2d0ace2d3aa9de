// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "command_line/completion.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk::app {
namespace {

using Paths = Completion::Paths;

/// Assignments for the script's variables.
std::string assigned(const Completion& c) {
    std::string text;
    if (!c.words.empty()) text += fmt::format(" words='{}'", fmt::join(c.words, " "));
    if (c.paths != Paths::none) text += c.paths == Paths::files ? " paths=files" : " paths=folders";
    if (c.gallery) text += " gallery=1";
    return text;
}

/// The branch of a verb: its options, and what completes the value of each.
std::string branch(const OutlinedVerb& verb, const std::string& path) {
    std::vector<std::string> begins;
    for (const OutlinedVerb& inner : verb.verbs) begins.push_back(inner.name);
    for (const OutlinedOption& option : verb.options) begins.push_back(option.name);
    std::string text = fmt::format("        '{}')\n            options='{}'\n", path, fmt::join(begins, " "));
    std::map<std::string, std::vector<std::string>> alike;  // options by what completes them
    for (const OutlinedOption& option : verb.options)
        if (!option.value.empty()) alike[assigned(option.completion)].push_back(option.name);
    if (!alike.empty()) {
        text += "            case $option in\n";
        for (const auto& [variables, names] : alike)
            text += fmt::format("                {}) taken=1{} ;;\n", fmt::join(names, " | "), variables);
        text += "            esac\n";
    }
    for (const OutlinedOption& argument : verb.arguments)
        text +=
            fmt::format("            [[ $taken || $cur == -* ]] || {{ taken=1{}; }}\n", assigned(argument.completion));
    text += "            ;;\n";
    for (const OutlinedVerb& inner : verb.verbs)
        text += branch(inner, path.empty() ? inner.name : path + " " + inner.name);
    return text;
}

}  // namespace

std::string bash_completion(const OutlinedVerb& program) {
    std::string deep;  // verbs with verbs of their own
    for (const OutlinedVerb& verb : program.verbs)
        if (!verb.verbs.empty()) deep += (deep.empty() ? "" : " | ") + verb.name;
    std::string text =
        fmt::format("# bash completion of lazyrisk {}, written by `lazyrisk completion bash`\n", version);
    text += R"sh(_lazyrisk() {
    local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]}
    local verb= options= words= paths= gallery= taken= prefix= equals=
    COMPREPLY=()
    # --option=value: three words for bash, or one where = does not break words
    if [[ $cur == --*=* ]]; then
        option=${cur%%=*} prefix=$option= cur=${cur#*=} equals=1
    elif [[ $cur == = ]]; then
        cur= equals=1
    elif [[ $option == = && $COMP_CWORD -gt 2 ]]; then
        option=${COMP_WORDS[COMP_CWORD-2]} equals=1
    fi
    [[ $COMP_CWORD -gt 1 ]] && verb=${COMP_WORDS[1]}
)sh";
    if (!deep.empty())
        text += "    case $verb in\n        " + deep +
                ") [[ $COMP_CWORD -gt 2 ]] && verb+=\" ${COMP_WORDS[2]}\" ;;\n    esac\n";
    text += "    case $verb in\n" + branch(program, "") + R"sh(        *) return ;;
    esac
    if [[ ! $taken ]]; then
        [[ $equals ]] && return
        words=$options
    fi
    [[ $gallery ]] && words+=" $("${COMP_WORDS[0]}" run --list 2>/dev/null | cut -d ' ' -f 1)"
    mapfile -t COMPREPLY < <(compgen -P "$prefix" -W "$words" -- "$cur")
    case $paths in
        files) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -P "$prefix" -f -- "$cur") ;;
        folders) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -P "$prefix" -d -- "$cur") ;;
    esac
    [[ $paths ]] && compopt -o filenames 2>/dev/null
    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null
    return 0
}
complete -F _lazyrisk lazyrisk
)sh";
    return text;
}

}  // namespace lazyrisk::app
