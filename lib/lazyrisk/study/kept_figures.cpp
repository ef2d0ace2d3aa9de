// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/kept_figures.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include "lazyrisk/study/manifest.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/sha1.hpp"

namespace lazyrisk {
namespace {

namespace fs = std::filesystem;

/// The program by its own bytes: another build may draw or compute otherwise.
const std::string& program() {
    static const std::string hash = [] {
        std::error_code failed;
        const fs::path file = fs::read_symlink("/proc/self/exe", failed);
        return failed ? std::string(version) : hash_of_file(file);
    }();
    return hash;
}

std::string key(const std::string& text, const std::set<std::string>& read, const FigureContext& context) {
    const SimulationSettings& s = context.options.simulation;
    nlohmann::ordered_json all{{"program", program()},
                               {"figure", text},
                               {"quick", context.options.quick},
                               {"tolerance", context.experiment.tolerance},
                               {"seed", s.seed},
                               {"plan", word_of(s.plan)},
                               {"estimator", word_of(s.estimator)},
                               {"precision", word_of(s.precision)},
                               {"blas_threads", s.blas_threads},
                               {"shard", s.shard},
                               {"shards", s.shards}};
    for (const std::string& file : read)
        if (!file.empty() && fs::is_regular_file(file)) all["files"].push_back(hash_of_file(file));
    return hash_of_text(all.dump());
}

}  // namespace

std::string key_of(const ExperimentFigure& figure, const FigureContext& context) {
    std::set<std::string> read;
    for (const ExperimentCurve& curve : figure.curves) {
        read.insert({curve.problem.spectrum, curve.matrix, curve.measured});
        if (curve.data) read.merge(files_of(curve.data->problem));
    }
    return key(figure.text, read, context);
}

std::string key_of(const ExperimentMap& map, const FigureContext& context) {
    return key(map.text, {map.problem.spectrum}, context);
}

KeptFigures::KeptFigures(const fs::path& folder) : folder_(folder) {
    std::ifstream file(folder / "manifest.json");
    if (file) manifest_ = nlohmann::ordered_json::parse(file, nullptr, false);
}

std::optional<KeptFigure> KeptFigures::find(const std::string& name, const std::string& key) const try {
    const nlohmann::ordered_json& figure = manifest_.at("figures").at(name);
    if (key.empty() || figure.at("key") != key) return std::nullopt;
    KeptFigure kept{manifest_.at("files").at(name), verdicts_of(figure), figure.at("summary"),
                    figure.at("disagreeing")};
    const bool sound = std::all_of(kept.files.begin(), kept.files.end(), [&](const std::string& file) {
        require_own_name(folder_, file);
        return fs::is_regular_file(folder_ / file) && hash_of_file(folder_ / file) == manifest_.at("sha1").at(file);
    });
    if (!sound) return std::nullopt;
    return kept;
} catch (const std::exception&) {
    return std::nullopt;  // no manifest, or of another version
}

nlohmann::ordered_json entry(const KeptFigure& figure, const std::string& key) {
    nlohmann::ordered_json verdicts = nlohmann::ordered_json::array();
    for (const auto& [curve, sentence] : figure.verdicts)
        verdicts.push_back({{"curve", curve}, {"sentence", sentence}});
    return {{"key", key}, {"disagreeing", figure.disagreeing}, {"verdicts", verdicts}, {"summary", figure.summary}};
}

std::vector<std::pair<std::string, std::string>> verdicts_of(const nlohmann::ordered_json& entry) {
    std::vector<std::pair<std::string, std::string>> list;
    for (const nlohmann::ordered_json& one : entry.at("verdicts"))
        list.emplace_back(one.at("curve"), one.at("sentence"));
    return list;
}

}  // namespace lazyrisk
