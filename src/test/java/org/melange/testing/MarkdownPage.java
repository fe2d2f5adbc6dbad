package org.melange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A page of Markdown, taken apart: prose, tables, code and headings. Understands what the project's
 * own pages use: fenced and indented code, tables with pipes, lists, and links on one line or
 * across two.
 *
 * @param path of the file
 * @param lines all lines
 * @param kinds what each line is
 */
public record MarkdownPage(Path path, List<String> lines, List<Kind> kinds) {

  private static final Pattern ITEM = Pattern.compile("^\\s*(?:[-*]|\\d+\\.)\\s+");
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

  /** What a line is. */
  public enum Kind {
    /** Running text. */
    PROSE,
    /** A row of a table. */
    TABLE,
    /** A line of a code block. */
    CODE,
    /** A heading. */
    HEADING,
    /** Front matter, a fence or an empty line. */
    OTHER
  }

  /** Reads the page in {@code file}. */
  public static MarkdownPage read(Path file) {
    try {
      return of(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page {@code text}, as if it were in {@code file}. */
  public static MarkdownPage of(Path file, String text) {
    List<String> lines = text.lines().toList();
    return new MarkdownPage(file, lines, kinds(lines));
  }

  private static List<Kind> kinds(List<String> lines) {
    List<Kind> kinds = new ArrayList<>();
    boolean fenced = false;
    boolean frontMatter = !lines.isEmpty() && lines.get(0).equals("---");
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (frontMatter) {
        kinds.add(Kind.OTHER);
        frontMatter = i == 0 || !line.equals("---");
      } else if (line.startsWith("```")) {
        fenced = !fenced;
        kinds.add(Kind.OTHER);
      } else if (fenced) {
        kinds.add(Kind.CODE);
      } else {
        kinds.add(plain(line, i == 0 ? Kind.OTHER : kinds.get(i - 1)));
      }
    }
    return kinds;
  }

  private static Kind plain(String line, Kind before) {
    if (line.isBlank()) {
      return Kind.OTHER;
    }
    if (line.startsWith("#")) {
      return Kind.HEADING;
    }
    if (line.startsWith("|")) {
      return Kind.TABLE;
    }
    boolean code = line.startsWith("    ") && before != Kind.PROSE;
    return code ? Kind.CODE : Kind.PROSE;
  }

  /** The sentences of the running text, with each code span as the word {@code X}. */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (String block : blocks()) {
      String text = SPAN.matcher(block).replaceAll("X");
      text = LINK.matcher(text).replaceAll(link -> quoted(text(link)));
      sentences.addAll(List.of(text.split("(?<=[.?!])[\"”)*]*\\s+")));
    }
    return sentences;
  }

  private static String text(MatchResult link) {
    return link.group().substring(1, link.group().indexOf(']'));
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }

  /** Paragraphs and list items, each on one line. */
  private List<String> blocks() {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean prose = kinds.get(i) == Kind.PROSE;
      if (!prose || ITEM.matcher(line).lookingAt()) {
        blocks.add(block.toString());
        block.setLength(0);
      }
      if (prose) {
        block.append(ITEM.matcher(line).replaceFirst("").strip()).append(' ');
      }
    }
    blocks.add(block.toString());
    return blocks.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
  }

  /** Targets of links that are not addresses of the web. */
  public List<String> relativeLinks() {
    return LINK.matcher(outsideCode())
        .results()
        .map(link -> link.group(1))
        .filter(target -> !target.matches("[a-z]+:.*"))
        .toList();
  }

  /** Text between backticks, outside code blocks. */
  public List<String> spans() {
    return SPAN.matcher(outsideCode()).results().map(span -> span.group(1)).toList();
  }

  /** Commands of code blocks, each on one line; lines that end with a backslash are joined. */
  public List<String> commands() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      code.append(kinds.get(i) == Kind.CODE ? lines.get(i).strip() : "").append('\n');
    }
    return code.toString()
        .replaceAll("\\s*\\\\\\n", " ")
        .lines()
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private String outsideCode() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      boolean code = kinds.get(i) == Kind.CODE || kinds.get(i) == Kind.OTHER;
      text.append(code ? "" : lines.get(i)).append('\n');
    }
    return text.toString();
  }

  /** Anchors of the headings, as GitHub makes them. */
  public Set<String> anchors() {
    Set<String> anchors = new LinkedHashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      if (kinds.get(i) == Kind.HEADING) {
        anchors.add(
            lines
                .get(i)
                .replaceFirst("#+\\s+", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-'));
      }
    }
    return anchors;
  }

  /** Lines of tables. */
  public Stream<String> tableRows() {
    return IntStream.range(0, lines.size())
        .filter(i -> kinds.get(i) == Kind.TABLE)
        .mapToObj(lines::get);
  }
}
