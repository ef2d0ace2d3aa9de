// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk report: a folder of results in, one page out.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/report/page.hpp"
#include "lazyrisk/words/counted.hpp"
#include "lazyrisk/words/error.hpp"
#include "machine/output.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {
namespace {

struct ReportCommand {
    std::string folder, output;
    bool quiet = false;
};

int run(const ReportCommand& o) {
    const report::ResultFolder result = report::read_result(o.folder);
    const std::string page = report::report_page(result),
                      path = o.output.empty() ? (std::filesystem::path(o.folder) / "report.html").string() : o.output;
    write_whole(path, page);
    if (!o.quiet)
        print(fmt::format("{}: {}, {} kB, opens in a browser and needs no other file\n", path,
                          counted(result.figures.size(), "figure"), (page.size() + 999) / 1000));
    return answered;
}

}  // namespace

void add_report(CLI::App& app, int& status) {
    auto o = std::make_shared<ReportCommand>();
    CLI::App* verb = app.add_subcommand("report", "A folder of `lazyrisk run` as one page");
    verb->add_option("folder", o->folder, "the folder")->required()->type_name("FOLDER");
    verb->add_option("--output", o->output, "the page, instead of FOLDER/report.html")
        ->group("Output")
        ->type_name("FILE.html");
    verb->add_flag("--quiet", o->quiet, "do not say what was written")->group("Output");
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
