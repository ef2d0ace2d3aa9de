// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/npy_header.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <map>
#include <set>
#include <string_view>

#include "lazyrisk/data/array_length.hpp"
#include "lazyrisk/data/file_bytes.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t longest_header = 1 << 16;

/// The dictionary of Python that the header is: 'descr', 'fortran_order', 'shape', each once.
class HeaderText {
public:
    HeaderText(std::string text, const FileBytes& bytes, std::uint64_t begins)
        : text_(std::move(text)), bytes_(bytes), begins_(begins) {}

    void read(NumberFile& file) {
        std::set<std::string> seen;
        expect('{');
        while (!take('}')) {
            const std::string key = quoted();
            if (!seen.insert(key).second) refuse("names " + key + " twice");
            expect(':');
            if (key == "descr")
                read_type(file);
            else if (key == "fortran_order")
                file.fortran = truth();
            else if (key == "shape")
                file.shape = sizes();
            else
                refuse("has another key than descr, fortran_order and shape");
            if (take('}')) break;
            expect(',');
        }
        skip_blanks();
        if (at_ < text_.size()) refuse("goes on behind its end");
        if (seen.size() < 3) refuse("lacks one of descr, fortran_order and shape");
    }

private:
    [[noreturn]] void refuse(const std::string& why) const {
        bytes_.fail("its header " + why + ", at byte " + std::to_string(begins_ + at_) +
                    "; write it again with numpy.save");
    }
    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    }
    bool take(char letter) {
        skip_blanks();
        if (at_ >= text_.size() || text_[at_] != letter) return false;
        ++at_;
        return true;
    }
    void expect(char letter) {
        if (!take(letter)) refuse(std::string("is damaged: expected ") + letter);
    }
    std::string quoted() {
        skip_blanks();
        const char quote = at_ < text_.size() ? text_[at_] : ' ';
        if (quote != '\'' && quote != '"') refuse("is damaged: expected a text in quotes");
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == std::string::npos) refuse("is damaged: a quote does not end");
        const std::string inside = text_.substr(at_ + 1, end - at_ - 1);
        for (const char letter : inside)
            if (letter < ' ' || letter > '~') refuse("is damaged: a byte is no letter");
        at_ = end + 1;
        return inside;
    }
    bool truth() {
        skip_blanks();
        for (const bool value : {true, false}) {
            const std::string_view word = value ? "True" : "False";
            if (std::string_view(text_).substr(at_, word.size()) != word) continue;
            at_ += word.size();
            return value;
        }
        refuse("is damaged: expected True or False");
    }
    std::vector<std::size_t> sizes() {
        std::vector<std::size_t> list;
        expect('(');
        while (!take(')')) {
            skip_blanks();
            std::size_t size = 0;
            const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), size);
            if (error != std::errc{}) refuse("is damaged: expected a size");
            at_ = std::size_t(end - text_.data());
            list.push_back(size);
            if (take(')')) break;
            expect(',');
        }
        if (list.empty() || list.size() > 4)
            refuse("has " + std::to_string(list.size()) +
                   " dimensions, but 1 to 4 are read, points and what a point is");
        return list;
    }
    void read_type(NumberFile& file) {
        static const std::map<std::string, NumberType, std::less<>> known{
            {"b1", NumberType::boolean}, {"i1", NumberType::int8},    {"u1", NumberType::uint8},
            {"i2", NumberType::int16},   {"u2", NumberType::uint16},  {"i4", NumberType::int32},
            {"u4", NumberType::uint32},  {"i8", NumberType::int64},   {"u8", NumberType::uint64},
            {"f2", NumberType::float16}, {"f4", NumberType::float32}, {"f8", NumberType::float64}};
        skip_blanks();
        if (at_ < text_.size() && text_[at_] == '[') refuse("has records of several fields; save one array of numbers");
        const std::string name = quoted();
        const auto found = name.empty() ? known.end() : known.find(std::string_view(name).substr(1));
        const char order = name.empty() ? ' ' : name[0];
        if (found == known.end() || std::string_view("<>=|").find(order) == std::string_view::npos ||
            (order == '|' && size_of(found->second) > 1))
            refuse("has numbers of type " + name + ", which are not read; save the array as float64");
        file.type = found->second;
        file.big_endian = order == '>' || (order == '=' && std::endian::native == std::endian::big);
    }

    std::string text_;
    const FileBytes& bytes_;
    std::uint64_t begins_;
    std::size_t at_ = 0;
};

}  // namespace

NumberFile npy_header(const std::string& path, const std::string& field) {
    FileBytes bytes(path, field);
    std::array<unsigned char, 12> fixed{};
    bytes.read_all(fixed.data(), 8, "its header");
    if (fixed[6] < 1 || fixed[6] > 3 || fixed[7] != 0)
        bytes.fail("it is an npy file of version " + std::to_string(fixed[6]) + "." + std::to_string(fixed[7]) +
                   "; versions 1.0, 2.0 and 3.0 are read");
    const std::size_t digits = fixed[6] == 1 ? 2 : 4;
    bytes.read_all(fixed.data() + 8, digits, "its header");
    std::size_t length = 0;
    for (std::size_t i = digits; i-- > 0;) length = length << 8 | fixed[8 + i];
    if (length > longest_header || length + bytes.position() > bytes.most())
        bytes.fail("its header has " + std::to_string(length) +
                   " bytes, more than there are or than a header has; it is damaged");
    const std::uint64_t begins = bytes.position();
    std::string text(length, ' ');
    bytes.read_all(text.data(), length, "its header");
    NumberFile file{path, field, FileFormat::npy};
    HeaderText(std::move(text), bytes, begins).read(file);
    file.offset = bytes.position();
    require_length(file, bytes);
    return file;
}

}  // namespace lazyrisk
