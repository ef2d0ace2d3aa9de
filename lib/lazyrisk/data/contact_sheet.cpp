// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/contact_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lazyrisk/data/png.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/utf8.hpp"
#include "lazyrisk/words/whole_file.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t most_images = 2000;
constexpr int usual_size = 84, largest_size = 168;  // of an image, in pixels of the sheet
constexpr double margin = 16, gap = 9, caption_height = 14, letter_width = 5.7;

std::string xml_text(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < ' ')
            out += ' ';
        else
            out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : std::string(1, c);
    }
    return out;
}

/// At most so many characters, the last one then three dots.
std::string cut(const std::string& text, std::size_t most) {
    if (length(text) <= most || most < 2) return text;
    std::size_t end = 0, characters = 0;
    while (end < text.size() && characters < most) {
        ++end;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
        if (++characters == most - 1) break;
    }
    return text.substr(0, end) + "\u2026";
}

void require_shown(const DataSet& set, const ContactSheet& sheet) {
    if (sheet.points.empty() || sheet.points.size() > most_images)
        throw DomainError("a contact sheet shows 1 to " + std::to_string(most_images) + " images; " +
                          std::to_string(sheet.points.size()) + " are asked for");
    if (!sheet.captions.empty() && sheet.captions.size() != sheet.points.size())
        throw DomainError("a contact sheet of " + std::to_string(sheet.points.size()) + " images has " +
                          std::to_string(sheet.captions.size()) + " captions; expected one an image, or none");
    for (const std::size_t point : sheet.points)
        if (point >= set.count())
            throw DomainError("a contact sheet shows point " + std::to_string(point + 1) + " of " +
                              std::to_string(set.count()) + "; there is no such point");
}

/// What is black and what is white.
struct GreyRange {
    double least, most;
    [[nodiscard]] unsigned char grey(double x) const {
        return static_cast<unsigned char>(std::lround(255 * std::clamp((x - least) / (most - least), 0.0, 1.0)));
    }
};

/// Of one image: where others are in other units it is still to be seen.
GreyRange grey_range(const Eigen::Ref<const Eigen::VectorXd>& image) {
    const double least = image.minCoeff(), most = image.maxCoeff();
    if (least >= 0 && most <= 1) return {0, 1};
    return {least, most > least ? most : least + 1};
}

/// Each pixel as a square of `enlarged` pixels: no viewer blurs them.
std::string picture_of(const DataSet& set, std::size_t point, int enlarged) {
    const GreyRange range = grey_range(set.inputs.col(Eigen::Index(point)));
    const ImageShape& shape = set.shape;
    const int height = shape.height * enlarged, width = shape.width * enlarged;
    std::vector<unsigned char> samples;
    samples.reserve(std::size_t(height) * std::size_t(width) * std::size_t(shape.channels));
    for (int i = 0; i < height; ++i)
        for (int j = 0; j < width; ++j)
            for (int c = 0; c < shape.channels; ++c)
                samples.push_back(range.grey(
                    set.inputs(Eigen::Index(shape.place(c, i / enlarged, j / enlarged)), Eigen::Index(point))));
    return base64(png_of(samples, height, width, shape.channels));
}

std::string caption_of(const DataSet& set, const ContactSheet& sheet, std::size_t k) {
    if (!sheet.captions.empty()) return sheet.captions[k];
    const std::size_t point = sheet.points[k];
    if (!set.label.empty()) return set.classes[std::size_t(set.label[point])];
    return set.targets.cols() > 0 ? fmt::format("{:.4g}", set.targets(Eigen::Index(point), 0)) : "";
}

/// Where things stand.
struct SheetPlan {
    int enlarged = 1, columns = 1, rows = 1;
    double wide = 0, high = 0;  // of an image
    double top = margin;        // of the first row
    double width = 0, height = 0;
    std::size_t letters = 0;  // of a caption
};

/// A little wider than high; of the numbers of columns nearby the one that leaves the fewest places empty.
int columns_for(int count, double ratio) {
    const int about = int(std::ceil(std::sqrt(1.5 * ratio * count)));
    const auto empty = [&](int columns) { return (count + columns - 1) / columns * columns - count; };
    int best = about;
    for (const int columns : {about - 1, about + 1, about - 2, about + 2})
        if (columns > 0 && empty(columns) < empty(best)) best = columns;
    return best;
}

SheetPlan plan_of(const DataSet& set, const ContactSheet& sheet) {
    SheetPlan plan;
    const int longer = std::max(set.shape.height, set.shape.width), count = int(sheet.points.size());
    plan.enlarged = std::max(1, usual_size / longer);
    const double shown = longer > largest_size ? double(largest_size) / longer : plan.enlarged;
    plan.wide = std::max(set.shape.width * shown, 20.0), plan.high = std::max(set.shape.height * shown, 20.0);
    const double ratio = (plan.high + caption_height + gap) / (plan.wide + gap);
    plan.columns = sheet.columns > 0 ? sheet.columns : columns_for(count, ratio);
    plan.columns = std::clamp(plan.columns, 1, count);
    plan.rows = (count + plan.columns - 1) / plan.columns;
    plan.top = margin + (sheet.title.empty() ? 0 : 24);
    plan.width = 2 * margin + plan.columns * (plan.wide + gap) - gap;
    plan.height =
        plan.top + plan.rows * (plan.high + caption_height + gap) - gap + margin + (sheet.note.empty() ? 0 : 16);
    plan.width = std::max(plan.width, 2 * margin + 9 * double(length(sheet.title)));
    plan.width = std::max(plan.width, 2 * margin + letter_width * double(length(sheet.note)));
    plan.letters = std::size_t((plan.wide + gap - 3) / letter_width);
    return plan;
}

std::string cell_of(const DataSet& set, const ContactSheet& sheet, const SheetPlan& plan, std::size_t k) {
    const double x = margin + double(k % std::size_t(plan.columns)) * (plan.wide + gap),
                 y = plan.top + double(k / std::size_t(plan.columns)) * (plan.high + caption_height + gap);
    const std::string caption = caption_of(set, sheet, k);
    std::string svg = fmt::format(
        "<g><title>{}</title>"
        "<image x=\"{:.5g}\" y=\"{:.5g}\" width=\"{:.5g}\" height=\"{:.5g}\" preserveAspectRatio=\"none\" "
        "href=\"data:image/png;base64,{}\"/>"
        "<rect x=\"{:.5g}\" y=\"{:.5g}\" width=\"{:.5g}\" height=\"{:.5g}\" fill=\"none\" stroke=\"#c8c8c8\" "
        "stroke-width=\"0.6\"/>",
        xml_text(fmt::format("point {}{}{}", set.row[sheet.points[k]] + 1, caption.empty() ? "" : ": ", caption)), x, y,
        plan.wide, plan.high, picture_of(set, sheet.points[k], plan.enlarged), x, y, plan.wide, plan.high);
    if (!caption.empty())
        svg += fmt::format("<text x=\"{:.5g}\" y=\"{:.5g}\" text-anchor=\"middle\">{}</text>", x + plan.wide / 2,
                           y + plan.high + 11, xml_text(cut(caption, plan.letters)));
    return svg + "</g>\n";
}

}  // namespace

std::string contact_sheet_svg(const DataSet& data, const ContactSheet& sheet) {
    require_shown(data, sheet);
    if (!data.shape.is_image()) return contact_sheet_svg(images_of(data), sheet);
    const SheetPlan plan = plan_of(data, sheet);
    std::string svg = fmt::format(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.6g}\" height=\"{1:.6g}\" viewBox=\"0 0 {0:.6g} "
        "{1:.6g}\" font-family=\"DejaVu Sans,Helvetica,Arial,sans-serif\" font-size=\"9.5\" fill=\"#303030\" "
        "role=\"img\">\n<title>{2}</title>\n<rect width=\"{0:.6g}\" height=\"{1:.6g}\" fill=\"#ffffff\"/>\n",
        plan.width, plan.height, xml_text(sheet.title.empty() ? data.source : sheet.title));
    if (!sheet.title.empty())
        svg += fmt::format("<text x=\"{0:.5g}\" y=\"{1:.5g}\" font-size=\"14\" fill=\"#000000\">{2}</text>\n", margin,
                           margin + 10, xml_text(sheet.title));
    for (std::size_t k = 0; k < sheet.points.size(); ++k) svg += cell_of(data, sheet, plan, k);
    if (!sheet.note.empty())
        svg += fmt::format("<text x=\"{0:.5g}\" y=\"{1:.6g}\" fill=\"#606060\">{2}</text>\n", margin,
                           plan.height - margin + 4, xml_text(sheet.note));
    return svg + "</svg>\n";
}

void write_contact_sheet(const DataSet& set, const ContactSheet& sheet, const std::string& path) {
    if (!path.ends_with(".svg"))
        throw DomainError("plot", path, "sheets of images are svg files; expected a name that ends in .svg");
    write_text(path, contact_sheet_svg(set, sheet));
}

}  // namespace lazyrisk
