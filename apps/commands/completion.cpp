// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk completion: what a shell needs to complete lazyrisk's verbs, options and values.
#include <CLI/CLI.hpp>
#include <memory>

#include "command_line/completion.hpp"
#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {

void add_completion(CLI::App& app, int& status) {
    struct Options {
        std::string shell, output;
    };
    auto o = std::make_shared<Options>();
    CLI::App* verb =
        app.add_subcommand("completion", "Completion of options and values: source <(lazyrisk completion bash)");
    verb->add_option("shell", o->shell, "whose script is written")->type_name("bash|zsh|fish");
    verb->add_option("--output", o->output, "file instead of standard output")->group("Output")->type_name("FILE");
    verb->callback([o, &app, &status] {
        if (o->shell.empty())
            throw DomainError("give a shell: bash, zsh or fish, as in source <(lazyrisk completion bash)");
        const OutlinedVerb program = outline(app);
        std::string script;
        if (o->shell == "bash")
            script = bash_completion(program);
        else if (o->shell == "zsh")
            script = zsh_completion(program);
        else if (o->shell == "fish")
            script = fish_completion(program);
        else
            throw DomainError(
                "shell", o->shell,
                "expected bash, zsh or fish" + did_you_mean(o->shell, std::vector<std::string>{"bash", "zsh", "fish"}));
        Output out(o->output);
        out.write(script);
        out.finish();
        status = answered;
    });
}

}  // namespace lazyrisk::app
