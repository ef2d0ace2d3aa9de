// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/read_data.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <new>
#include <numeric>
#include <optional>

#include "lazyrisk/data/class_labels.hpp"
#include "lazyrisk/data/named_data.hpp"
#include "lazyrisk/data/number_file.hpp"
#include "lazyrisk/data/point_shape.hpp"
#include "lazyrisk/words/counted.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// What is known of the points but their inputs.
struct Answered {
    std::optional<ClassLabels> labels;
    std::string labels_from;            // file
    std::string labels_field;           // its option
    std::optional<NumberFile> targets;  // not yet read
};

void require_consistent(const DataRequest& request) {
    if (!request.targets.empty() && !request.labels_file.empty())
        throw DomainError("targets", request.targets,
                          "points have labels or targets; leave out `labels-file` or `targets`");
    if (!request.targets.empty() && !request.classes.empty())
        throw DomainError("classes", request.classes, "targets have no classes; leave out `classes` or `targets`");
    if (request.side < 0) throw DomainError("side", request.side, "expected a number of pixels, or 0 for all");
}

void require_equal(const std::string& field, const std::string& path, std::size_t here, const std::string& things,
                   std::size_t points) {
    if (here == points) return;
    throw DomainError(
        field, path,
        "it has " + counted(here, things) + ", but there are " + counted(points, "point") +
            (field == "labels-file" && here == points + 1 ? "; a first line that is no label is \"label\"" : ""));
}

/// From files of their own.
Answered answers_of(const DataRequest& request, const std::string& labels_path, std::size_t points) {
    Answered answered;
    if (!request.targets.empty()) {
        answered.targets = look_at_file(request.targets, "targets");
        if (answered.targets->shape.size() > 2)
            answered.targets->fail("it has the shape " + answered.targets->shape_text() +
                                   "; expected points, or points x outputs");
        require_equal("targets", request.targets, answered.targets->points(), "row", points);
    } else if (!labels_path.empty()) {
        answered.labels_from = labels_path;
        answered.labels_field = request.labels_file.empty() ? "data" : "labels-file";
        answered.labels = read_labels(labels_path, answered.labels_field);
        require_equal(answered.labels_field, labels_path, answered.labels->label.size(), "label", points);
    }
    return answered;
}

/// Labels alone, after `classes` and `count`; `row` are the points kept.
void keep(const DataRequest& request, Answered& answered, std::size_t points, DataSet& set) {
    set.row.resize(points);
    std::iota(set.row.begin(), set.row.end(), std::size_t(0));
    if (answered.labels && !request.classes.empty())
        answered.labels = restricted(*answered.labels, request.classes, set.row);
    if (request.count > set.row.size())
        throw DomainError("count", double(request.count),
                          "there are " + counted(set.row.size(), "point") +
                              (request.classes.empty() ? "" : " of these classes") + "; leave out `count` for all");
    if (request.count > 0) set.row.resize(request.count);
    if (!answered.labels) return;
    set.label = std::move(answered.labels->label);
    set.label.resize(set.row.size());
    set.classes = std::move(answered.labels->classes);
    if (request.one_class || !request.answers ||
        std::adjacent_find(set.label.begin(), set.label.end(), std::not_equal_to<>()) != set.label.end())
        return;
    const std::string only = "every point is of class " + set.classes[std::size_t(set.label.front())];
    if (request.count > 0)
        throw DomainError("count", double(request.count), only + ", which leaves nothing to tell apart; keep more");
    throw DomainError(answered.labels_field, answered.labels_from,
                      only + ", which leaves nothing to tell apart; two classes or more are expected");
}

void read_targets(const Answered& answered, DataSet& set) {
    if (answered.targets) set.targets = read_points(*answered.targets, set.row).transpose();
}

/// Points alone are enough for some, but not to choose among them by class.
void require_answers(const DataRequest& request, const Answered& answered, const std::string& path) {
    if (answered.labels || answered.targets) return;
    if (request.answers)
        throw DomainError("labels-file", "\"\"",
                          "points of " + path + " have no labels; name a file of them, or `targets` for real numbers");
    if (!request.classes.empty())
        throw DomainError("classes", request.classes,
                          "points of " + path + " have no labels to choose by; name a file of them, `labels-file`");
}

ByteSums byte_sums(const Matrix& inputs) {
    ByteSums sums;
    for (const double x : entries(inputs)) {
        const auto byte = std::uint64_t(x);
        sums.sum += byte;
        sums.squares += byte * byte;
    }
    return sums;
}

/// Of vectors a square image.
ImageShape shape_for_blocks(const NumberFile& file, ImageShape shape, int side) {
    if (!shape.is_image()) {
        const auto own = int(std::lround(std::sqrt(double(file.point_size()))));
        if (std::size_t(own) * std::size_t(own) != file.point_size())
            throw DomainError("side", side,
                              "points of " + file.path + " are vectors of " + std::to_string(file.point_size()) +
                                  " numbers, which are no square images; leave out `side`");
        shape = {own, own, 1};
    }
    require_blocks(shape, side);
    return shape;
}

void read_inputs(const DataRequest& request, const NumberFile& file, DataSet& set) {
    const PointShape points = point_shape(file);
    set.shape = points.image;
    if (request.side > 0) set.shape = shape_for_blocks(file, set.shape, request.side);
    set.inputs = read_points(file, set.row);
    if (points.channels_last) put_channels_first(set.inputs, set.shape);
    if (file.type == NumberType::uint8) {
        set.bytes = byte_sums(set.inputs);
        for (double& x : entries(set.inputs)) x /= 255;
    }
    if (request.side > 0 && request.side != set.shape.height) {
        set.inputs = block_means(set.inputs, set.shape, request.side);
        set.shape = {request.side, request.side, set.shape.channels};
    }
    set.standard = normalise(set.inputs, request.normalise);
}

DataSet read(const DataRequest& request) {
    require_consistent(request);
    const DataFiles files = data_files(request.data);
    const std::string labels_path = request.labels_file.empty() ? files.labels : request.labels_file;
    const bool first_column = labels_path.empty() && request.targets.empty();
    LabelCollector labels(files.inputs, "data");
    LabelSink sink;
    if (first_column)
        sink = [&](std::string_view text, std::size_t line) { labels.add(text, "line " + std::to_string(line)); };
    const NumberFile file = look_at_file(files.inputs, "data", sink);
    Answered answered;
    if (first_column && file.format == FileFormat::table)
        answered = {labels.finish(), files.inputs, "data", {}};
    else
        answered = answers_of(request, labels_path, file.points());
    require_answers(request, answered, file.path);
    DataSet set;
    set.source = request.data;
    keep(request, answered, file.points(), set);
    read_inputs(request, file, set);
    read_targets(answered, set);
    set.checksum = checksum_of(set);
    return set;
}

}  // namespace

DataSet read_data(const DataRequest& request) try { return read(request); } catch (const std::bad_alloc&) {
    throw DomainError("data", request.data, "there is not enough memory; keep fewer points with `count`");
}

DataSet read_answers(const DataRequest& request, std::size_t points) {
    require_consistent(request);
    Answered answered = answers_of(request, request.labels_file, points);
    if (!answered.labels && !answered.targets)
        throw DomainError("labels-file", "\"\"",
                          "a Gram matrix has no labels; name a file of them, or `targets` for real numbers");
    DataSet set;
    set.source = request.labels_file.empty() ? request.targets : request.labels_file;
    keep(request, answered, points, set);
    read_targets(answered, set);
    set.checksum = checksum_of(set);
    return set;
}

}  // namespace lazyrisk
