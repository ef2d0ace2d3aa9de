// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/figure/figure.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>

#include "lazyrisk/figure/gnuplot.hpp"
#include "lazyrisk/figure/heat_map.hpp"
#include "lazyrisk/figure/pgfplots.hpp"
#include "lazyrisk/figure/svg_words.hpp"
#include "lazyrisk/figure/terminal.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/number.hpp"

namespace lazyrisk {
namespace {

// A new file beside `path` that takes its place at the end, or vanishes.
class Draft {
public:
    explicit Draft(const std::string& path) : path_(path) {
        const std::filesystem::path target(path);
        for (int attempt = 0; descriptor_ < 0; ++attempt) {
            const std::string name = fmt::format(".{}.{}-{}", target.filename().string(), getpid(), attempt);
            draft_ = (target.parent_path() / name).string();
            descriptor_ = ::open(draft_.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666);
            if (descriptor_ < 0 && (errno != EEXIST || attempt == 100)) fail();
        }
    }
    ~Draft() {
        if (descriptor_ < 0) return;
        ::close(descriptor_);
        ::unlink(draft_.c_str());
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }
    void write(const std::string& text) {
        for (std::size_t at = 0; at < text.size();) {
            const ssize_t n = ::write(descriptor_, text.data() + at, text.size() - at);
            if (n < 0 && errno != EINTR) fail();
            if (n > 0) at += std::size_t(n);
        }
    }
    [[nodiscard]] std::string text() const {
        std::string all;
        char part[65536];
        for (ssize_t n = 0; (n = ::pread(descriptor_, part, sizeof part, off_t(all.size()))) > 0;)
            all.append(part, std::size_t(n));
        return all;
    }
    void replace(const std::string& text) {
        if (::ftruncate(descriptor_, 0) != 0 || ::lseek(descriptor_, 0, SEEK_SET) != 0) fail();
        write(text);
    }
    /// A pdf without the moment of its making: gnuplot cannot be told to leave the date out.
    void forget_date() {
        const std::string pdf = text(), key = "/CreationDate (D:", date = "19700101000000";
        const std::size_t at = pdf.rfind(key);
        if (at != std::string::npos && pdf.find(')', at) >= at + key.size() + date.size() &&
            ::pwrite(descriptor_, date.data(), date.size(), off_t(at + key.size())) < 0)
            fail();
    }
    void publish() {
        if (::rename(draft_.c_str(), path_.c_str()) != 0) fail();
        ::close(descriptor_);
        descriptor_ = -1;
    }

private:
    [[noreturn]] void fail() const {
        throw std::runtime_error(fmt::format("cannot write {}: {}", path_, std::strerror(errno)));
    }

    std::string path_, draft_;
    int descriptor_ = -1;
};

/// `words`: what becomes of the svg.
void draw(const std::string& script, const std::string& ending, const std::string& path,
          const std::function<std::string(const std::string&)>& words) {
    Draft draft(path);
    run_gnuplot(script, draft.descriptor());
    if (ending == ".svg") draft.replace(words(draft.text()));
    if (ending == ".pdf") draft.forget_date();
    draft.publish();
}

/// A picture and its data, none where it holds them: both or neither, as far as a file system can promise that.
void write_texts(const std::string& path, const std::string& picture, const std::string& data_path,
                 const std::string& data) {
    Draft first(path);
    first.write(picture);
    if (data.empty()) return first.publish();
    Draft second(data_path);
    second.write(data);
    first.publish();
    second.publish();
}

}  // namespace

void require_figure_ending(const std::string& path) {
    if (path == "-") return;  // the terminal
    const std::string ending = std::filesystem::path(path).extension().string();
    if (ending != ".svg" && ending != ".pdf" && ending != ".png" && ending != ".tex")
        throw DomainError("plot", path, "the name ends in .svg, .pdf, .png or .tex, or is - for the terminal");
    const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
    if (::access(folder.c_str(), W_OK) != 0)
        throw std::runtime_error(fmt::format("cannot write {}: {}", path, std::strerror(errno)));
}

void write_figure(const Figure& figure, const std::string& path) {
    if (path == "-") return draw_in_terminal(figure);
    require_figure_ending(path);
    const std::string ending = std::filesystem::path(path).extension().string();
    if (ending == ".tex") {
        const std::filesystem::path data = std::filesystem::path(path).replace_extension(".csv");
        const PgfplotsPicture made = pgfplots_picture(figure, data.filename().string());
        write_texts(path, made.picture, data.string(), made.data);
    } else {
        draw(gnuplot_script(figure, ending.substr(1)), ending, path,
             [&](const std::string& svg) { return svg_with_words(svg, figure); });
    }
}

void write_heat_map(const HeatMap& map, const std::string& path) {
    if (path == "-") throw DomainError("plot", path, "a map is drawn into a file: .svg, .pdf, .png or .tex");
    require_figure_ending(path);
    const std::string ending = std::filesystem::path(path).extension().string();
    if (ending == ".tex") {
        const std::filesystem::path data = std::filesystem::path(path).replace_extension(".csv");
        const MapPicture made = pgfplots_map(map, data.filename().string());
        return write_texts(path, made.picture, data.string(), made.data);
    }
    draw(gnuplot_script(map, ending.substr(1)), ending, path, [&](const std::string& svg) {
        return svg_with_words(svg, {.title = map.title, .x = map.x, .y = map.y});  // its parts keep their names
    });
}

void FigureWidth::apply(Figure& figure) const {
    if (slide)
        make_slide(figure);
    else if (cm > 0)
        set_width(figure, cm);
}

FigureWidth figure_width(const std::string& text) {
    if (text == "column") return {column_width_cm};
    if (text == "text") return {text_width_cm};
    if (text == "slide") return {0, true};
    double width = 0;
    try {
        width = parse_number("figure-width", text);
    } catch (const DomainError&) {
    }
    if (!(width >= 5 && width <= 50))
        throw DomainError(
            "figure-width", text,
            "expected column (8.6 cm), text (17.8 cm), slide (16 to 9, large) or a number of centimetres from 5 to 50");
    return {width};
}

}  // namespace lazyrisk
