// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/computed_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "lazyrisk/study/kept_figures.hpp"
#include "lazyrisk/study/known_numbers.hpp"
#include "lazyrisk/study/manifest.hpp"
#include "lazyrisk/study/map.hpp"
#include "lazyrisk/study/parameters.hpp"
#include "lazyrisk/table/markdown_text.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/sha1.hpp"
#include "lazyrisk/words/whole_file.hpp"

namespace lazyrisk {
namespace {

namespace fs = std::filesystem;

/// The experiment and the files that it reads, copied into the folder: it can be run again from there.
std::vector<std::string> copy_inputs(const std::string& file, const ExperimentFile& experiment,
                                     const fs::path& folder) {
    std::vector<std::string> names;
    const auto copy = [&](const fs::path& from, const std::string& name) {
        if (std::find(names.begin(), names.end(), name) != names.end()) return;
        const fs::path to = folder / name;
        std::error_code ignored, failed;
        if (!fs::equivalent(from, to, ignored)) fs::copy_file(from, to, fs::copy_options::overwrite_existing, failed);
        if (failed)
            throw std::runtime_error(
                fmt::format("{} cannot be copied to {} ({}); name a folder that can be written and has room",
                            from.string(), to.string(), failed.message()));
        names.push_back(name);
    };
    copy(file, "experiment.toml");
    for (const std::string& read : files_read(experiment)) copy(read, fs::path(read).filename().string());
    return names;
}

std::string heading(const ExperimentFile& experiment, std::uint64_t seed) {
    std::string text = fmt::format(
        "# {}\n\nlazyrisk {}, seed {}, experiment `experiment.toml`. Theory: lines; limit d \u2192 \u221e: dashed; "
        "simulation: points with standard errors.\n\n",
        markdown_text(experiment.title), version, seed);
    if (!experiment.source.text.empty()) text += markdown_text(experiment.source.text) + "\n\n";
    return text;
}

class FolderRun {
public:
    FolderRun(const std::string& file, const ExperimentFile& experiment, const RunOptions& options, fs::path folder,
              const Host& host, const std::function<void(const std::string&)>& tell)
        : experiment_(experiment),
          options_(options),
          folder_(std::move(folder)),
          host_(host),
          tell_(tell),
          writes_(host.leads && !options.simulation.dry_run),
          context_{experiment, options, answers_, host} {
        const std::string name = fs::path(file).stem().string();
        if (writes_ && !options.force) require_own_folder(folder_, name);
        std::error_code error;
        if (writes_) fs::create_directories(folder_, error);
        if (error)
            throw std::runtime_error("the folder " + folder_.string() + " cannot be made (" + error.message() +
                                     "); name a folder that can be written");
        const SimulationSettings& s = options.simulation;
        manifest_ = {{"title", experiment.title},
                     {"version", version},
                     {"experiment", "experiment.toml"},
                     {"name", name},
                     {"quick", options.quick},
                     {"seed", s.seed},
                     {"simulation",
                      {{"plan", word_of(s.plan)},
                       {"estimator", word_of(s.estimator)},
                       {"precision", word_of(s.precision)},
                       {"blas_threads", s.blas_threads}}},
                     {"parameters", parameters(experiment)}};
        check_known_numbers();
        if (!writes_) return;
        files_ = copy_inputs(file, experiment, folder_);
        if (!fs::exists(folder_ / "manifest.json")) write();  // the folder is this experiment's from now on
    }

    ComputedFolder compute(bool fresh) {
        // what the folder has is asked by a single process: several must all do the same
        const KeptFigures kept(fresh || options_.simulation.no_store || !writes_ || host_.processes > 1 ? fs::path()
                                                                                                        : folder_);
        for (const ExperimentFigure& figure : experiment_.figures)
            if (!host_.interrupted()) add(figure, kept);
        for (const ExperimentMap& map : experiment_.maps)
            if (writes_ && !host_.interrupted()) add(map, kept);
        if (writes_) write();
        result_.figures = manifest_["files"].size();
        return result_;
    }

private:
    void check_known_numbers() {
        const std::vector<CheckedNumber> numbers = check_numbers(experiment_, answers_);
        summary_ = heading(experiment_, options_.simulation.seed);
        result_.disagreeing =
            int(std::count_if(numbers.begin(), numbers.end(), [](const CheckedNumber& n) { return !n.agrees(); }));
        manifest_["known_numbers"] = json_of(numbers);
        if (numbers.empty()) return;
        summary_ += markdown(numbers) + "\n";
        if (writes_) tell_(sentence(numbers));
    }

    void add(const ExperimentFigure& figure, const KeptFigures& kept) {
        const std::string key = writes_ ? key_of(figure, context_) : "";
        if (const std::optional<KeptFigure> found = kept.find(figure.name, key)) {
            ++result_.recalled;
            return take(figure.name, *found, key);
        }
        if (options_.simulation.dry_run && figure.kind != FigureKind::risk)
            return tell_(fmt::format("{}: its trials share no factors, there is no plan\n", figure.name));
        const DrawnFigure drawn = draw(figure, context_);
        host_.progress("");
        if (!writes_) return;
        take(figure.name,
             {lazyrisk::write(figure.name, drawn, options_, folder_.string()), drawn.sentences,
              lazyrisk::summary(figure, drawn), drawn.disagreeing},
             key);
    }

    void add(const ExperimentMap& map, const KeptFigures& kept) {
        const std::string key = key_of(map, context_);
        std::optional<KeptFigure> found = kept.find(map.name, key);
        if (found)
            ++result_.recalled;
        else
            found = KeptFigure{write_map(map, options_, answers_, folder_.string()),
                               {},
                               picture_in_summary(map.style.title, map.name)};
        take(map.name, *found, key);
    }

    void take(const std::string& name, const KeptFigure& figure, const std::string& key) {
        manifest_["files"][name] = figure.files;
        manifest_["figures"][name] = entry(figure, host_.interrupted() ? "" : key);  // an interrupted one is not whole
        files_.insert(files_.end(), figure.files.begin(), figure.files.end());
        summary_ += figure.summary;
        result_.disagreeing += figure.disagreeing;
        for (const auto& [label, sentence] : figure.verdicts) tell_(fmt::format("{}, {}: {}\n", name, label, sentence));
        write();  // what is finished survives a kill
    }

    void write() {
        std::vector<std::string> all = files_;
        all.emplace_back("summary.md");
        write_text(folder_ / "summary.md", summary_);
        for (const std::string& name : all)
            if (!manifest_["sha1"].contains(name) || name == "summary.md")
                manifest_["sha1"][name] = hash_of_file(folder_ / name);
        result_.seconds = std::round(std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count());
        manifest_["seconds"] = result_.seconds;
        write_text(folder_ / "manifest.json", manifest_.dump(2) + "\n");
    }

    const ExperimentFile& experiment_;
    const RunOptions& options_;
    fs::path folder_;
    const Host& host_;
    const std::function<void(const std::string&)>& tell_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    bool writes_;
    Answers answers_;
    FigureContext context_;
    nlohmann::ordered_json manifest_;
    std::string summary_;
    std::vector<std::string> files_;
    ComputedFolder result_;
};

}  // namespace

void look_for_mistakes(const ExperimentFile& experiment) {
    Answers answers;
    for (const ExperimentFigure& figure : experiment.figures) look_for_mistakes(figure, answers);
    for (const ExperimentMap& map : experiment.maps)
        static_cast<void>(answers.ask(Grid(map.problem, {map.y, map.x})[0]));
}

ComputedFolder compute_folder(const std::string& file, const ExperimentFile& experiment, const RunOptions& options,
                              const fs::path& folder, bool fresh, const Host& host,
                              const std::function<void(const std::string&)>& tell) {
    return FolderRun(file, experiment, options, folder, host, tell).compute(fresh);
}

}  // namespace lazyrisk
