package org.melange.job.readme;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.melange.testing.MarkdownPage;
import org.melange.testing.MarkdownPage.Kind;

/**
 * What the README tells a reader to write and to type.
 *
 * @param commands of indented blocks and of blocks in bash, in their order, without comments
 * @param files contents of the example files by name
 * @param outputs files and directories that text and comments say the commands write
 * @param builds commands of tables
 */
record Readme(
    List<Command> commands, Map<String, String> files, Set<String> outputs, List<String> builds) {

  private static final Path FILE = Path.of("README.md");
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*$");
  private static final Pattern FILE_NAME = Pattern.compile("`([\\w-]+\\.jsonl)`");
  private static final Pattern OUTPUT = Pattern.compile("(?<![\\w/.-])(?:my|out)/[\\w./-]*\\w");
  private static final Pattern BUILD = Pattern.compile("`(\\./mvnw [^`]+)`");

  /**
   * A command.
   *
   * @param section the heading above it
   * @param text on one line
   */
  record Command(String section, String text) {}

  /** Reads the README of this checkout. */
  static Readme read() {
    return of(MarkdownPage.read(FILE));
  }

  /** Takes {@code page} apart. */
  static Readme of(MarkdownPage page) {
    Reader reader = new Reader();
    for (int i = 0; i < page.lines().size(); i++) {
      reader.line(page.lines().get(i), page.kinds().get(i));
    }
    return new Readme(reader.commands, reader.files, reader.outputs, reader.builds);
  }

  /** The commands below a heading. */
  List<Command> section(String heading) {
    return commands.stream().filter(command -> command.section.equals(heading)).toList();
  }

  /** Reads line by line. */
  private static final class Reader {

    private final List<Command> commands = new ArrayList<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Set<String> outputs = new TreeSet<>();
    private final List<String> builds = new ArrayList<>();
    private final StringBuilder command = new StringBuilder();
    private String section = "";
    private String fileName = "";
    private String language = "";

    void line(String line, Kind kind) {
      if (line.startsWith("```")) {
        language = line.substring(3);
      } else if (kind == Kind.HEADING) {
        section = line.replaceFirst("#+\\s+", "");
      } else if (kind == Kind.CODE) {
        code(line);
      } else {
        text(line);
      }
    }

    private void code(String line) {
      if (language.equals("json")) {
        files.merge(fileName, line + "\n", String::concat);
      } else if (language.isEmpty() || language.equals("bash")) {
        shell(line.strip());
      }
    }

    private void shell(String line) {
      Matcher comment = COMMENT.matcher(line);
      while (comment.find()) {
        add(comment.group());
      }
      String rest = COMMENT.matcher(line).replaceFirst("");
      boolean goesOn = rest.endsWith("\\");
      command.append(goesOn ? rest.substring(0, rest.length() - 1).strip() + " " : rest);
      if (!goesOn && !command.isEmpty()) {
        commands.add(new Command(section, command.toString()));
        command.setLength(0);
      }
    }

    private void text(String line) {
      FILE_NAME.matcher(line).results().forEach(name -> fileName = name.group(1));
      BUILD.matcher(line).results().map(build -> build.group(1)).forEach(builds::add);
      MarkdownPage.of(FILE, line).spans().forEach(this::add);
    }

    private void add(String text) {
      OUTPUT.matcher(text).results().forEach(output -> outputs.add(output.group()));
    }
  }
}
