package org.melange.label;

import java.util.ArrayList;
import java.util.List;

/**
 * CSV as in RFC 4180. Cells that a spreadsheet would take for a formula are written with an
 * apostrophe in front, which reading removes. Line breaks may be of any system, and the separator
 * may be a comma, a semicolon or a tab, because spreadsheets write all of them.
 */
public final class Csv {

  private static final String FORMULA = "=+-@\t\r'";
  private static final char APOSTROPHE = '\'';
  private static final char QUOTE = '"';
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private Csv() {}

  /**
   * A line.
   *
   * @param number of the first line of the file that it covers, from 1
   * @param cells its cells
   */
  public record Line(int number, List<String> cells) {}

  /** One line without its end. */
  public static String line(List<String> cells) {
    return String.join(",", cells.stream().map(Csv::cell).toList());
  }

  private static String cell(String text) {
    String safe =
        !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? APOSTROPHE + text : text;
    return safe.chars().anyMatch(c -> c == ',' || c == QUOTE || c == '\n' || c == '\r')
        ? QUOTE + safe.replace("\"", "\"\"") + QUOTE
        : safe;
  }

  /**
   * The lines of a file. Empty lines are left out.
   *
   * @throws IllegalArgumentException if a quoted cell does not end; the message has the line
   */
  public static List<Line> parse(String text) {
    String file = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    return new Reader(file, separator(file)).lines();
  }

  /** The most frequent separator of the first line. */
  private static char separator(String file) {
    String first = file.lines().findFirst().orElse("");
    char best = ',';
    for (char candidate : new char[] {';', '\t'}) {
      if (count(first, candidate) > count(first, best)) {
        best = candidate;
      }
    }
    return best;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  private static String plain(String cell) {
    return cell.length() > 1 && cell.charAt(0) == APOSTROPHE && FORMULA.indexOf(cell.charAt(1)) >= 0
        ? cell.substring(1)
        : cell;
  }

  /** Reads one file. */
  private static final class Reader {
    private final String file;
    private final char separator;
    private final List<Line> lines = new ArrayList<>();
    private List<String> cells = new ArrayList<>();
    private int at;
    private int line = 1;
    private int begin = 1;

    Reader(String file, char separator) {
      this.file = file;
      this.separator = separator;
    }

    List<Line> lines() {
      while (at < file.length()) {
        cells.add(plain(file.charAt(at) == QUOTE ? quoted() : bare()));
        if (at < file.length() && file.charAt(at) == separator) {
          at++;
          if (at == file.length() || isBreak()) {
            cells.add("");
          }
        }
        if (at == file.length() || isBreak()) {
          endLine();
        }
      }
      return lines;
    }

    private boolean isBreak() {
      return file.charAt(at) == '\n' || file.charAt(at) == '\r';
    }

    private void endLine() {
      if (cells.size() > 1 || !cells.get(0).isEmpty()) {
        lines.add(new Line(begin, cells));
      }
      cells = new ArrayList<>();
      if (at < file.length()) {
        at += file.startsWith("\r\n", at) ? 2 : 1;
        line++;
      }
      begin = line;
    }

    private String bare() {
      int from = at;
      while (at < file.length() && file.charAt(at) != separator && !isBreak()) {
        at++;
      }
      return file.substring(from, at);
    }

    private String quoted() {
      StringBuilder cell = new StringBuilder();
      at++;
      while (at < file.length()) {
        char next = file.charAt(at++);
        if (next == QUOTE && at < file.length() && file.charAt(at) == QUOTE) {
          at++;
        } else if (next == QUOTE) {
          return cell + bare();
        }
        line += next == '\n' ? 1 : 0;
        cell.append(next);
      }
      throw new IllegalArgumentException("line " + begin + ": a quoted cell does not end");
    }
  }
}
