// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk store: simulated trials that are kept, looked at, moved and removed.
#include "lazyrisk/store/store.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <utility>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/measure/store_table.hpp"
#include "lazyrisk/measure/store_text.hpp"
#include "lazyrisk/words/counted.hpp"
#include "lazyrisk/words/error.hpp"
#include "machine/output.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {
namespace {

struct StoreCommand {
    std::string file;  ///< --store
    OutputOptions output;
    std::string before;
    std::vector<std::string> where, sources;
    bool other_versions = false, dry_run = false, repair = false;

    [[nodiscard]] std::string path() const { return file.empty() ? default_store() : file; }
    [[nodiscard]] Store existing() const { return Store(path(), Store::Access::existing); }
    [[nodiscard]] Selection selection() const {
        Selection out{before, {}, other_versions};
        for (const std::string& one : where) {
            const std::size_t equals = one.find('=');
            if (equals == std::string::npos || equals == 0)
                throw DomainError("where", one, "expected FIELD=VALUE, as dim=30");
            out.where.emplace_back(one.substr(0, equals), one.substr(equals + 1));
        }
        return out;
    }
};

int list(const StoreCommand& o) {
    const TableStyle style = o.output.style();
    const Selection selection = o.selection();
    const Store store = o.existing();
    const StoreTable table(store.list(selection));
    Output out(o.output.output);
    if (table.rows.empty() && style.format == Format::text)
        out.write(store.path() + " holds no units\n");
    else
        out.write(render(table.columns, table.rows, style, table.wanted));
    out.finish();
    return answered;
}

int write_units(const StoreCommand& o) {
    const TableStyle style = o.output.style();
    if (style.format != Format::csv && style.format != Format::json)
        throw DomainError("format", word_of(o.output.format), "expected csv or json");
    const Selection selection = o.selection();
    const Store store = o.existing();
    Output out(o.output.output);
    export_units(store, selection, style, [&](std::string_view text) { out.write(text); });
    out.finish();
    return answered;
}

int verify(const StoreCommand& o) {
    Store store = o.existing();
    Soundness seen = store.verify();
    print(soundness_in_words(seen));
    if (seen.damage.empty()) return answered;
    if (o.repair) {
        const std::size_t removed = store.repair();
        seen = store.verify();
        print(repair_in_words(removed, seen));
        if (seen.damage.empty()) return answered;
    }
    throw StoreError(
        seen.structure_damaged()
            ? fmt::format("{0} is damaged; lazyrisk store merge {0} --store NEW.sqlite saves what can be read",
                          store.path())
            : fmt::format("{0} is damaged; lazyrisk store verify --repair --store {0} removes the damaged units",
                          store.path()));
}

int prune(const StoreCommand& o) {
    const Selection selection = o.selection();
    if (selection.everything())
        throw DomainError("prune needs --before, --where or --version-other: they say which units to remove");
    Store store = o.existing();
    const std::size_t count = o.dry_run ? store.count(selection) : store.prune(selection);
    print(fmt::format("{} {}\n", counted(count, "unit"), o.dry_run ? "would be removed" : "removed"));
    return answered;
}

int merge(const StoreCommand& o) {
    std::vector<std::unique_ptr<Store>> sources;  // all of them are looked at before the first is read
    for (const std::string& source : o.sources)
        sources.push_back(std::make_unique<Store>(source, Store::Access::existing));
    Store store(o.path());
    Merged all;
    for (const auto& source : sources) all += store.merge(*source);
    print(merged_in_words(all, store.path()));
    if (const std::string wrong = left_out_in_words(all, store.path()); !wrong.empty()) throw StoreError(wrong);
    return answered;
}

void add_selection(CLI::App& app, StoreCommand& o) {
    app.add_option("--before", o.before, "finished before this UTC date (or time, as 2026-01-31T12:00:00Z)")
        ->group("Selection")
        ->type_name("DATE");
    app.add_option("--where", o.where, "a field of the problem, seed or version, and its value; repeat for several")
        ->group("Selection")
        ->type_name("FIELD=VALUE")
        ->expected(1)
        ->allow_extra_args(false)
        ->take_all();
    app.add_flag("--version-other", o.other_versions, "from other versions of lazyrisk than this one")
        ->group("Selection");
}

}  // namespace

void add_store(CLI::App& app, int& status) {
    CLI::App* verb = app.add_subcommand("store", "The trials that were simulated: list, export, verify, prune, merge");
    verb->require_subcommand(0, 1);
    verb->callback([verb] {
        if (verb->get_subcommands().empty()) print(verb->help("lazyrisk"));
    });
    const auto operation = [&](const char* name, const char* help, int (*run)(const StoreCommand&)) {
        auto o = std::make_shared<StoreCommand>();
        CLI::App* one = verb->add_subcommand(name, help);
        one->add_option("--store", o->file, "file; left out: that of `lazyrisk store path`")->type_name("FILE");
        one->callback([=, &status] { status = run(*o); });
        return std::pair<CLI::App*, StoreCommand&>(one, *o);
    };
    {
        const auto [one, o] = operation("list", "A row a problem and seed: units, dates, seconds", list);
        add_selection(*one, o);
        add_output(*one, o.output, false);
    }
    {
        const auto [one, o] = operation("export", "A row a unit, as csv or JSON", write_units);
        o.output.format = Format::csv;
        add_selection(*one, o);
        add_output(*one, o.output, false);
    }
    {
        const auto [one, o] = operation("verify", "Check the file and every unit's checksum", verify);
        one->add_flag("--repair", o.repair, "remove damaged units");
    }
    {
        const auto [one, o] = operation("prune", "Remove units that meet every condition", prune);
        add_selection(*one, o);
        one->add_flag("--dry-run", o.dry_run, "say how many, remove none");
    }
    {
        const auto [one, o] =
            operation("merge", "Add the units of other stores, as of the shards of an array job", merge);
        one->add_option("stores", o.sources, "files to read")->required()->type_name("FILE");
    }
    operation("path", "Print the file used", [](const StoreCommand& o) {
        print(fmt::format("{}\n", o.path()));
        return int(answered);
    });
}

}  // namespace lazyrisk::app
