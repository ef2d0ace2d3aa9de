// lazyrisk report: a folder of results in, one page out.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "../output.hpp"
#include "../report/page.hpp"
#include "../streams.hpp"
#include "commands.hpp"
#include "lazyrisk/words/error.hpp"
#include "options.hpp"

namespace lazyrisk::app {
namespace {

struct Options {
    std::string folder, output;
    bool quiet = false;
};

int report(const Options& o) {
    const ResultFolder result = read_result(o.folder);
    const std::string page = report_page(result),
                      path = o.output.empty() ? (std::filesystem::path(o.folder) / "report.html").string() : o.output;
    Output out(path);
    out.write(page);
    out.finish();
    if (!o.quiet)
        print(fmt::format("{}: {} figure{}, {} kB, opens in a browser and needs no other file\n", path, result.figures.size(),
                          result.figures.size() == 1 ? "" : "s", (page.size() + 999) / 1000));
    return answered;
}

}  // namespace

void add_report(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
    CLI::App* verb =
        app.add_subcommand("report", "A folder of `lazyrisk run` as one page");
    verb->add_option("folder", o->folder, "the folder")->required()->type_name("FOLDER");
    verb->add_option("--output", o->output, "the page, instead of FOLDER/report.html")->group("Output")->type_name("FILE.html");
    verb->add_flag("--quiet", o->quiet, "do not say what was written")->group("Output");
    verb->callback([=, &status] { status = report(*o); });
}

}  // namespace lazyrisk::app
