// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/prediction/pools.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <variant>

#include "lazyrisk/data/gram_file.hpp"
#include "lazyrisk/data/read_test.hpp"
#include "lazyrisk/image_kernel/image_kernel.hpp"
#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/simulate/campaign.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/sha1.hpp"

namespace lazyrisk {
namespace {

/// Rows of a kernel matrix that are computed and kept together.
constexpr Eigen::Index gram_block = 32;
/// Matrices that take longer are kept.
constexpr double kept_seconds = 5;
/// Seconds from which on a reader is told before.
constexpr double worth_saying = 60;
/// Single precision: relative rounding of an entry.
constexpr double single_rounding = 1e-6;

bool has_layers(const ImageKernel& kernel) { return std::holds_alternative<LayeredImageKernel>(kernel.form); }

/// Does it see which pixels are neighbours?
bool sees_neighbours(const ImageKernel& kernel) {
    const auto& layers = std::get<LayeredImageKernel>(kernel.form).architecture.layers;
    return std::any_of(layers.begin(), layers.end(), [](const ArchitectureLayer& layer) {
        return std::holds_alternative<ConvolutionLayer>(layer) || std::holds_alternative<PoolLayer>(layer) ||
               std::holds_alternative<BlurLayer>(layer);
    });
}

/// Points of a kernel that reads images, as images.
DataSet as_the_kernel_reads(DataSet set, const DataProblem& problem) {
    const ImageKernel kernel = parse_image_kernel(problem.kernel);
    if (set.shape.is_image() || !has_layers(kernel)) return set;
    const Eigen::Index numbers = set.inputs.rows();
    const auto side = Eigen::Index(std::lround(std::sqrt(double(numbers))));
    if (side * side == numbers || sees_neighbours(kernel)) return images_of(std::move(set));
    set.shape = {1, int(numbers), 1};  // a row of numbers
    return set;
}

/// The text of a matrix in a store. Blocks of another layout or arithmetic are others.
std::string gram_text(const DataProblem& p, const ImageKernel& kernel, const DataSet& set) {
    return nlohmann::ordered_json{{"verb", "gram"},
                                  {"data", p.data.data},
                                  {"data_checksum", set.checksum},
                                  {"kernel", to_text(kernel)},
                                  {"kernel_precision", word_of(p.precision)},
                                  {"points", set.inputs.cols()},
                                  {"block", gram_block},
                                  {"arithmetic", 1}}
        .dump();
}

/// Of the kernel with points that only test.
std::string across_text(const DataProblem& p, const ImageKernel& kernel, const DataSet& test, const DataSet& set) {
    nlohmann::ordered_json text = nlohmann::ordered_json::parse(gram_text(p, kernel, set));
    text["test"] = p.data.test;
    text["test_checksum"] = test.checksum;
    return text.dump();
}

/// Rows first .. of the lower triangle, one after another.
Seen lower_rows(const Matrix& rows, Eigen::Index first) {
    Seen list;
    for (Eigen::Index i = 0; i < rows.rows(); ++i)
        for (Eigen::Index j = 0; j <= first + i; ++j) list.push_back(rows(i, j));
    return list;
}

void put_rows(const Seen& list, Eigen::Index first, Matrix& gram) {
    std::size_t at = 0;
    for (Eigen::Index i = first; i < std::min(first + gram_block, gram.rows()); ++i)
        for (Eigen::Index j = 0; j <= i; ++j) gram(i, j) = gram(j, i) = list.at(at++);
}

std::string checksum_of(const Matrix& gram, const std::string& answers) {
    const auto bytes =
        std::string_view(reinterpret_cast<const char*>(gram.data()), std::size_t(gram.size()) * sizeof(double));
    return hash_of_text(hash_of_text(std::string(bytes)) + answers).substr(0, 16);
}

}  // namespace

const PoolSpectrum& PreparedPool::spectrum() const {
    const std::lock_guard lock(mutex_);
    if (!spectrum_) spectrum_ = pool_spectrum(pool_);
    return *spectrum_;
}

const LeaveOneOut& PreparedPool::leave_one_out(double ridge) const {
    const std::lock_guard lock(mutex_);
    const auto known = left_out_.find(ridge);
    if (known != left_out_.end()) return known->second;
    return left_out_.emplace(ridge, lazyrisk::leave_one_out(pool_.kernel, pool_.targets, ridge, pool_.label))
        .first->second;
}

const BeyondLaw& PreparedPool::beyond(double ridge) const {
    const std::lock_guard lock(mutex_);
    const auto known = beyond_.find(ridge);
    if (known != beyond_.end()) return known->second;
    return beyond_.emplace(ridge, BeyondLaw(pool_, ridge)).first->second;
}

PoolSetting setting_of(const DataProblem& p, double samples) {
    return {samples, p.width, p.total_ridge(samples), p.noise, p.flip, p.time};
}

Host own_process(Host host) {
    if (host.processes == 1) return host;
    host.executor = Host{}.executor;
    host.processes = 1;
    return host;
}

Pools::Pools(SimulationSettings kept, int threads, Host host, GivenPoints given)
    : kept_(std::move(kept)), threads_(threads), host_(std::move(host)), given_(std::move(given)) {
    kept_.seed = 0, kept_.shard = kept_.shards = 1;  // a matrix is one
}

DataSet Pools::points(const DataProblem& problem) const {
    return as_the_kernel_reads(given_.set ? *given_.set : read_data(problem.data), problem);
}

DataSet Pools::test_points(const DataProblem& problem, const DataSet& points) const {
    if (given_.test) return as_the_kernel_reads(*given_.test, problem);
    if (problem.data.test.empty()) return {};
    return read_test(problem.data, points);
}

GramEstimate gram_cost(const DataProblem& problem, const DataSet& set, int threads) {
    return estimate_gram(parse_image_kernel(problem.kernel), set.shape, set.count(),
                         {.precision = problem.precision, .threads = threads}, std::size_t(set.inputs.rows()));
}

std::optional<Matrix> Pools::gram(const DataProblem& problem, const DataSet& set) const {
    const ImageKernel kernel = parse_image_kernel(problem.kernel);
    const Eigen::Index points = set.inputs.cols();
    const GramRows rows(kernel, set.inputs, set.shape, {.precision = problem.precision, .threads = 1});
    const double memory = 48.0 * double(points) * double(points);
    if (memory > memory_of_machine())
        throw DomainError(
            "count", double(points),
            fmt::format("the kernel matrix of so many points and what is made of it take {:.0f} GB, more than "
                        "this machine has; keep fewer points",
                        memory / 1e9));
    const GramEstimate cost = gram_cost(problem, set, all_cores());
    const std::optional<SeenTrials> found =
        blocks(gram_text(problem, kernel, set), points, "kernel matrix", cost,
               [&](Eigen::Index first, Eigen::Index count) { return lower_rows(*rows.rows(first, count), first); });
    if (!found) return std::nullopt;
    Matrix gram(points, points);
    for (const auto& [block, numbers] : *found) put_rows(numbers, Eigen::Index(block) * gram_block, gram);
    return gram;
}

std::optional<Matrix> Pools::across(const DataProblem& problem, const DataSet& test, const DataSet& set) const {
    const ImageKernel kernel = parse_image_kernel(problem.kernel);
    const Eigen::Index count = test.inputs.cols(), points = set.inputs.cols();
    GramEstimate cost = gram_cost(problem, set, all_cores());
    const double pairs = double(count) * double(points);
    cost.seconds *= pairs / cost.pairs, cost.pairs = pairs, cost.matrix_bytes = 8 * pairs;
    const std::optional<SeenTrials> found =
        blocks(across_text(problem, kernel, test, set), count, "kernel with the test points", cost,
               [&](Eigen::Index first, Eigen::Index rows) {
                   // its rows lie behind each other
                   const std::optional<Matrix> by_point =
                       cross_gram(kernel, set.inputs, test.inputs.middleCols(first, rows), set.shape,
                                  {.precision = problem.precision, .threads = 1});
                   return Seen(by_point->data(), by_point->data() + by_point->size());
               });
    if (!found) return std::nullopt;
    Matrix across(points, count);
    for (const auto& [block, numbers] : *found)
        std::copy(numbers.begin(), numbers.end(), across.data() + Eigen::Index(block) * gram_block * points);
    return Matrix(across.transpose());
}

int Pools::all_cores() const { return threads_or_all(host_.threads(threads_)) * host_.processes; }

std::optional<SeenTrials> Pools::blocks(const std::string& text, Eigen::Index rows, const std::string& what,
                                        const GramEstimate& cost,
                                        const std::function<Seen(Eigen::Index, Eigen::Index)>& block) const {
    SimulationSettings kept = kept_;
    const int cores = all_cores();
    if (cost.seconds * cores < kept_seconds && kept.store.empty()) kept.no_store = true;
    if (cost.seconds > worth_saying && host_.leads)
        host_.warning(fmt::format("the {}: {}; what is finished of it is kept, and another run goes on from there",
                                  what, cost.text(cores)));
    TrialPlan plan{.points = 1,
                   .trials = int((rows + gram_block - 1) / gram_block),
                   .memory = cost.work_bytes / cores,
                   .run = [&](std::uint64_t number, std::span<const std::size_t>) {
                       const Eigen::Index first = Eigen::Index(number) * gram_block;
                       return std::vector<Seen>{block(first, std::min(gram_block, rows - first))};
                   }};
    plan.progress = [&](double part) { host_.progress(fmt::format("{}: {:.0f} %", what, 100 * part)); };
    plan.interrupted = host_.interrupted;
    std::vector<SeenTrials> found = kept_trials({text}, kept, threads_, host_)(plan);
    host_.progress("");
    if (int(found.front().size()) < plan.trials) return std::nullopt;
    return std::move(found.front());
}

std::shared_ptr<const PreparedPool> Pools::pool(const DataProblem& problem) {
    const std::string key = problem.pool_key();
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    DataSet set, test;
    std::optional<Matrix> kernel, to_test;
    double rounding = epsilon<>;
    if (problem.gram.empty() && !given_.gram) {
        set = points(problem);
        test = test_points(problem, set);
        kernel = gram(problem, set);
        if (kernel && test.count() > 0 && !(to_test = across(problem, test, set))) return nullptr;
        if (problem.precision == KernelPrecision::in_single) rounding = single_rounding;
    } else {
        Matrix whole = given_.gram ? *given_.gram : read_gram(problem.gram);
        set = given_.set ? *given_.set : read_answers(problem.data, std::size_t(whole.rows()));
        kernel = Matrix(set.row.size(), set.row.size());
        for (std::size_t i = 0; i < set.row.size(); ++i)
            for (std::size_t j = 0; j < set.row.size(); ++j)
                (*kernel)(Eigen::Index(i), Eigen::Index(j)) = whole(Eigen::Index(set.row[i]), Eigen::Index(set.row[j]));
        set.checksum = checksum_of(*kernel, set.checksum);
    }
    if (!kernel) return nullptr;
    const double bytes = 8.0 * double(kernel->size());
    if (bytes * double(known_.size() + 1) > memory_of_machine() / 4) known_.clear();
    Matrix targets = targets_of(set);
    std::vector<int> label = set.label;
    const PoolOptions options{.intercept = problem.intercept, .rounding = rounding};
    try {
        Pool made = make_pool(std::move(*kernel), std::move(targets), std::move(label), options);
        if (to_test) made = with_test(std::move(made), {std::move(*to_test), targets_of(test), test.label});
        return known_[key] = std::make_shared<const PreparedPool>(std::move(set), std::move(test), std::move(made));
    } catch (const DomainError& error) {
        if (!problem.gram.empty() || error.name != "gram") throw;
        const std::string what = error.what();
        throw DomainError("kernel", problem.kernel + " of " + problem.data.data, what.substr(what.find(": ") + 2));
    }
}

void Pools::for_each(const std::vector<DataProblem>& problems,
                     const std::function<void(std::size_t, std::size_t, const PreparedPool&)>& use) {
    for (std::size_t begin = 0; begin < problems.size() && !host_.interrupted();) {
        std::size_t end = begin + 1;
        const std::string key = problems[begin].pool_key();
        while (end < problems.size() && problems[end].pool_key() == key) ++end;
        const std::shared_ptr<const PreparedPool> prepared = pool(problems[begin]);
        if (!prepared) return;
        use(begin, end, *prepared);
        begin = end;
    }
}

}  // namespace lazyrisk
