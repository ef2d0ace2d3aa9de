// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk store: simulated trials that are kept, looked at, moved and removed.
#include "lazyrisk/store/store.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <utility>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/measure/measure.hpp"
#include "lazyrisk/store/problem_text.hpp"
#include "machine/output.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {
namespace {

constexpr std::size_t sentences_shown = 20;

struct Options {
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

/// The fields of several problems side by side; where one lacks a field its cell is empty.
class ProblemColumns {
public:
    explicit ProblemColumns(const std::vector<std::string>& problems) {
        for (const std::string& problem : problems)
            for (const auto& field : fields_of(problem))
                if (std::find(names.begin(), names.end(), field.first) == names.end()) names.push_back(field.first);
    }
    [[nodiscard]] Row cells(const std::string& problem) const {
        Row row(names.size());
        for (auto& [name, value] : fields_of(problem))
            row[std::size_t(std::find(names.begin(), names.end(), name) - names.begin())] = value;
        return row;
    }
    std::vector<std::string> names;
};

/// "1 unit", "2 units".
std::string counted(std::uint64_t count, const std::string& thing) {
    return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

/// A number where a double holds it exactly.
Cell whole(std::uint64_t value) {
    return value <= (std::uint64_t(1) << 53) ? Cell(double(value)) : Cell(std::to_string(value));
}

int list(const Options& o) {
    const TableStyle style = o.output.style();
    const Selection selection = o.selection();
    const Store store = o.existing();
    const std::vector<StoredSeries> series = store.list(selection);
    std::vector<std::string> problems;
    for (const StoredSeries& one : series) problems.push_back(one.problem);
    const ProblemColumns fields(problems);
    std::vector<std::string> columns = fields.names;
    const std::vector<std::string> own{"seed", "units", "from", "to", "seconds"};
    columns.insert(columns.end(), own.begin(), own.end());
    std::vector<Row> rows;
    for (const StoredSeries& one : series) {
        rows.push_back(fields.cells(one.problem));
        rows.back().insert(rows.back().end(), {whole(one.seed), whole(one.units), one.from, one.to, one.seconds});
    }
    // a reader sees the fields that differ, above them those that do not
    std::vector<std::string> wanted = own;
    for (std::size_t i = 0; i < fields.names.size(); ++i)
        if (std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row[i] != rows.front()[i]; }))
            wanted.push_back(fields.names[i]);
    Output out(o.output.output);
    if (rows.empty() && style.format == Format::text)
        out.write(store.path() + " holds no units\n");
    else
        out.write(render(columns, rows, style, wanted));
    out.finish();
    return answered;
}

int export_units(const Options& o) {
    const std::vector<std::string>& quantities = measured_quantities();  // in the order of StoredUnit::values
    const TableStyle style = o.output.style();
    if (style.format != Format::csv && style.format != Format::json)
        throw DomainError("format", word_of(o.output.format), "expected csv or json");
    const Selection selection = o.selection();
    const Store store = o.existing();
    const ProblemColumns fields(store.problems(selection));
    std::vector<std::string> columns = fields.names;
    columns.insert(columns.end(), {"seed", "trial"});
    columns.insert(columns.end(), quantities.begin(), quantities.end());
    // trained networks, gaps, densities: numbers of their own, in one cell
    const bool others = std::find(fields.names.begin(), fields.names.end(), "verb") != fields.names.end();
    if (others) columns.emplace_back("numbers");
    columns.insert(columns.end(), {"seconds", "finished", "version"});

    Output out(o.output.output);
    const RowWriter writer(columns, style);
    std::string text = writer.header(), problem;
    Row problem_cells;
    bool first = true;
    store.for_each(selection, [&](const UnitRecord& record) {
        if (first || record.problem != problem) problem_cells = fields.cells(problem = record.problem);
        std::vector<double> values = record.unit.values;
        std::string numbers;
        if (others && problem.starts_with("{\"verb\":")) {
            for (const double value : values) numbers += (numbers.empty() ? "" : " ") + cell_text(value, 17);
            values.clear();
        }
        if (values.size() > quantities.size())
            throw StoreError(fmt::format(
                "{}: trial {} of problem {} has {} values, of which only {} have names here; use a newer lazyrisk",
                store.path(), record.unit.trial, record.key, values.size(), quantities.size()));
        Row row = problem_cells;
        row.insert(row.end(), {whole(record.unit.seed), whole(record.unit.trial)});
        for (std::size_t i = 0; i < quantities.size(); ++i) row.push_back(i < values.size() ? Cell(values[i]) : Cell());
        if (others) row.push_back(numbers.empty() ? Cell() : Cell(numbers));
        row.insert(row.end(), {record.unit.seconds, record.finished, record.version});
        if (!first) text += writer.separator();
        writer.append(text, row);
        first = false;
        if (text.size() > 1 << 20) out.write(std::exchange(text, ""));
    });
    out.write(text + writer.footer());
    out.finish();
    return answered;
}

int verify(const Options& o) {
    Store store = o.existing();
    Soundness seen = store.verify();
    if (seen.damage.empty()) {
        print(fmt::format("{} of {}, all sound\n", counted(seen.units, "unit"), counted(seen.problems, "problem")));
        return answered;
    }
    for (std::size_t i = 0; i < std::min(sentences_shown, seen.damage.size()); ++i)
        print(fmt::format("{}\n", seen.damage[i]));
    if (seen.damage.size() > sentences_shown) print(fmt::format("and {} more\n", seen.damage.size() - sentences_shown));
    if (o.repair) {
        const std::size_t removed = store.repair();
        seen = store.verify();
        print(fmt::format("{} removed; {} of {}, {}\n", counted(removed, "unit"), counted(seen.units, "unit"),
                          counted(seen.problems, "problem"), seen.damage.empty() ? "all sound" : "still damaged"));
        if (seen.damage.empty()) return answered;
    }
    const bool structure = std::any_of(seen.damage.begin(), seen.damage.end(),
                                       [](const std::string& one) { return !one.ends_with("its checksum"); });
    throw StoreError(
        structure ? fmt::format("{0} is damaged; lazyrisk store merge {0} --store NEW.sqlite saves what can be read",
                                store.path())
                  : fmt::format("{0} is damaged; lazyrisk store verify --repair --store {0} removes the damaged units",
                                store.path()));
}

int prune(const Options& o) {
    const Selection selection = o.selection();
    if (selection.everything())
        throw DomainError("prune needs --before, --where or --version-other: they say which units to remove");
    Store store = o.existing();
    const std::size_t count = o.dry_run ? store.count(selection) : store.prune(selection);
    print(fmt::format("{} {}\n", counted(count, "unit"), o.dry_run ? "would be removed" : "removed"));
    return answered;
}

int merge(const Options& o) {
    std::vector<std::unique_ptr<Store>> sources;  // all of them are looked at before the first is read
    for (const std::string& source : o.sources)
        sources.push_back(std::make_unique<Store>(source, Store::Access::existing));
    Store store(o.path());
    Merged all;
    for (const auto& source : sources) {
        const Merged one = store.merge(*source);
        all.added += one.added, all.present += one.present, all.conflicts += one.conflicts, all.damaged += one.damaged;
        if (all.first_conflict.empty()) all.first_conflict = one.first_conflict;
        if (all.first_damage.empty()) all.first_damage = one.first_damage;
    }
    print(fmt::format("{} added to {}, {} there already\n", counted(all.added, "unit"), store.path(), all.present));
    std::string wrong;
    if (all.conflicts > 0)
        wrong = fmt::format("{}, where the units of {} stay; the first: {}", counted(all.conflicts, "conflict"),
                            store.path(), all.first_conflict);
    if (all.damaged > 0)
        wrong += fmt::format("{}{} left out; the first: {}", wrong.empty() ? "" : "; ",
                             counted(all.damaged, "damaged piece"), all.first_damage);
    if (!wrong.empty()) throw StoreError(wrong);
    return answered;
}

void add_selection(CLI::App& app, Options& o) {
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
    const auto operation = [&](const char* name, const char* help, int (*run)(const Options&)) {
        auto o = std::make_shared<Options>();
        CLI::App* one = verb->add_subcommand(name, help);
        one->add_option("--store", o->file, "file; left out: that of `lazyrisk store path`")->type_name("FILE");
        one->callback([=, &status] { status = run(*o); });
        return std::pair<CLI::App*, Options&>(one, *o);
    };
    {
        const auto [one, o] = operation("list", "A row a problem and seed: units, dates, seconds", list);
        add_selection(*one, o);
        add_output(*one, o.output, false);
    }
    {
        const auto [one, o] = operation("export", "A row a unit, as csv or JSON", export_units);
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
    operation("path", "Print the file used", [](const Options& o) {
        print(fmt::format("{}\n", o.path()));
        return int(answered);
    });
}

}  // namespace lazyrisk::app
