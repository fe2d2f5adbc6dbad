package org.melange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.testing.MarkdownPage;
import picocli.CommandLine;

/** The documents: readable lines and sentences, and no name that does not exist. */
class DocumentsTest {

  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path SITE = ROOT.resolve("src/site/markdown");
  private static final int LONGEST_LINE = 125;
  private static final int LONGEST_SENTENCE = 30;

  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
  private static final Pattern CLASS_NAME =
      Pattern.compile("((?:[A-Z][a-z0-9]+){2,})(?:\\.\\w+)?(?:\\(\\))?");
  private static final Pattern PATH =
      Pattern.compile("(?:src|conf|jobs|deploy|\\.github|\\.ci)/[\\w./-]*");

  /** Names of other libraries, formats and programs that look like names of classes. */
  private static final Set<String> FOREIGN =
      Set.of("RankingMetrics", "SwitchGate", "ImageIO", "MapPartitionsFunction");

  private static final Set<String> JVM_OPTIONS =
      Set.of("--add-modules", "--add-opens", "--enable-native-access");

  private static final Set<String> CLASSES = classes();
  private static final Set<String> SETTINGS = settings();
  private static final Set<String> LAUNCH_OPTIONS = launchOptions();
  private static final Map<String, CommandLine> JOBS = jobs();
  private static final Pattern SETTING =
      Pattern.compile(
          "(?<![\\w./-])(?:" + String.join("|", sections()) + ")(?:\\.[a-z][a-z-]*)+(?![\\w/(])");

  /** A check: what is wrong with a page. */
  private interface Check extends Function<MarkdownPage, List<String>> {}

  private static List<MarkdownPage> pages() {
    return Stream.of(".", "jobs", "deploy", "conf", "src/site", ".github")
        .flatMap(directory -> files(ROOT.resolve(directory), directory.equals(".") ? 1 : 9))
        .filter(file -> file.toString().endsWith(".md"))
        .distinct()
        .map(MarkdownPage::read)
        .toList();
  }

  private static Stream<Path> files(Path directory, int depth) {
    try (Stream<Path> all = Files.walk(directory, depth)) {
      return all.filter(Files::isRegularFile).map(Path::normalize).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Arguments> checks() {
    return Stream.of(
        check("a long line", DocumentsTest::longLines, "word ".repeat(30)),
        check("a long sentence", DocumentsTest::longSentences, "word ".repeat(31) + "."),
        check("a dead link", DocumentsTest::deadLinks, "[text](no-such-page.md)"),
        check("a dead anchor", DocumentsTest::deadLinks, "[text](index.md#no-such-heading)"),
        check("an unknown setting", DocumentsTest::unknownSettings, "`link.no-such-key`"),
        check("an unknown option", DocumentsTest::unknownOptions, "`--no-such-option`"),
        check(
            "an option of another job",
            DocumentsTest::unknownOptions,
            "    jobs/embed-kb --kb x --posts y"),
        check("an unknown job", DocumentsTest::unknownOptions, "    jobs/no-such-job --help"),
        check("an unknown class", DocumentsTest::unknownClasses, "`NoSuchClass`"),
        check("an unknown package", DocumentsTest::unknownClasses, "`org.melange.nowhere`"),
        check("an unknown file", DocumentsTest::unknownFiles, "`conf/no-such-file.conf`"));
  }

  private static Arguments check(String name, Check check, String bad) {
    return arguments(name, check, bad);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("checks")
  void noPageHas(String name, Check check, String bad) {
    assertThat(pages()).isNotEmpty();
    assertThat(pages().stream().flatMap(page -> check.apply(page).stream())).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("checks")
  void aPageFailsThatHas(String name, Check check, String bad) {
    assertThat(check.apply(MarkdownPage.of(SITE.resolve("bad.md"), bad))).isNotEmpty();
  }

  @Test
  void theIndexLeadsToEveryPage() {
    MarkdownPage index = MarkdownPage.read(SITE.resolve("index.md"));
    Set<Path> linked =
        index.relativeLinks().stream()
            .map(target -> SITE.resolve(target.replaceFirst("#.*", "")).normalize())
            .collect(Collectors.toSet());
    assertThat(pages().stream().map(MarkdownPage::path))
        .filteredOn(page -> !page.equals(index.path()) && !page.toString().contains("TEMPLATE"))
        .filteredOn(page -> !page.endsWith("pull_request_template.md"))
        .allSatisfy(page -> assertThat(linked).contains(page));
  }

  @Test
  void thePictureOfTheArchitectureShowsEveryDependency() {
    MarkdownPage page = MarkdownPage.read(SITE.resolve("architecture.md"));
    Map<String, Set<String>> drawn = new TreeMap<>();
    page.commands().stream()
        .flatMap(line -> Pattern.compile("^(\\w+).* --> (\\w+)").matcher(line).results())
        .forEach(
            arrow ->
                drawn.computeIfAbsent(arrow.group(1), to -> new TreeSet<>()).add(arrow.group(2)));
    Map<String, Set<String>> imported = dependencies();
    assertThat(imported)
        .hasSizeGreaterThan(10)
        .allSatisfy((from, to) -> assertThat(reachable(from, drawn)).as(from).containsAll(to));
    assertThat(drawn)
        .allSatisfy((from, to) -> assertThat(imported.get(from)).as(from).containsAll(to));
  }

  /** The packages that each package below {@code org.melange} imports, without config and run. */
  private static Map<String, Set<String>> dependencies() {
    Path sources = ROOT.resolve("src/main/java/org/melange");
    Pattern imports = Pattern.compile("(?m)^import (?:static )?org\\.melange\\.(\\w+)\\.");
    Map<String, Set<String>> dependencies = new TreeMap<>();
    files(sources, 20)
        .filter(file -> file.toString().endsWith(".java"))
        .forEach(
            file -> {
              String from = sources.relativize(file).getName(0).toString();
              imports
                  .matcher(text(file))
                  .results()
                  .map(found -> found.group(1))
                  .filter(to -> !to.equals(from) && !Set.of("config", "run").contains(to))
                  .forEach(to -> dependencies.computeIfAbsent(from, f -> new TreeSet<>()).add(to));
            });
    return dependencies;
  }

  private static Set<String> reachable(String from, Map<String, Set<String>> arrows) {
    Set<String> reached = new TreeSet<>();
    arrows
        .getOrDefault(from, Set.of())
        .forEach(
            to -> {
              reached.add(to);
              reached.addAll(reachable(to, arrows));
            });
    return reached;
  }

  @Test
  void theArchitectureNamesEveryPackage() {
    List<String> spans = MarkdownPage.read(SITE.resolve("architecture.md")).spans();
    Path sources = ROOT.resolve("src/main/java/org/melange");
    assertThat(
            files(sources, 20)
                .filter(file -> file.endsWith("package-info.java"))
                .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
                .filter(name -> !name.isEmpty()))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(spans).contains(name));
  }

  private static List<String> longLines(MarkdownPage page) {
    return page.lines().stream()
        .filter(line -> line.codePointCount(0, line.length()) > LONGEST_LINE)
        .map(line -> in(page, "a line of more than " + LONGEST_LINE + " characters: " + line))
        .toList();
  }

  private static List<String> longSentences(MarkdownPage page) {
    return page.sentences().stream()
        .filter(sentence -> words(sentence) > LONGEST_SENTENCE)
        .map(sentence -> in(page, words(sentence) + " words: " + sentence))
        .toList();
  }

  private static long words(String sentence) {
    return Arrays.stream(sentence.split("\\s+"))
        .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
        .count();
  }

  private static List<String> deadLinks(MarkdownPage page) {
    return page.relativeLinks().stream()
        .filter(target -> !leadsSomewhere(page, target))
        .map(target -> in(page, "a link to " + target))
        .toList();
  }

  private static boolean leadsSomewhere(MarkdownPage page, String target) {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]).normalize();
    if (parts.length == 1) {
      return Files.exists(file);
    }
    MarkdownPage other = file.equals(page.path()) ? page : null;
    if (other == null && !Files.isRegularFile(file)) {
      return false;
    }
    return (other == null ? MarkdownPage.read(file) : other).anchors().contains(parts[1]);
  }

  /**
   * Text that names settings and options: spans and commands, without the old names of a change.
   */
  private static List<String> code(MarkdownPage page) {
    List<String> old =
        page.path().endsWith("changes.md")
            ? page.tableRows().map(row -> row.split("\\|", 3)[1]).toList()
            : List.of();
    List<String> code = new ArrayList<>(page.commands());
    page.spans().stream()
        .filter(span -> old.stream().noneMatch(cell -> cell.contains("`" + span + "`")))
        .forEach(code::add);
    return code;
  }

  private static List<String> unknownSettings(MarkdownPage page) {
    return code(page).stream()
        .flatMap(text -> SETTING.matcher(text).results())
        .map(found -> found.group())
        .filter(key -> !SETTINGS.contains(key) && !CLASSES.contains("org.melange." + key))
        .filter(key -> !key.matches(".*\\.(md|jsonl?|csv|svg|html|txt)"))
        .map(key -> in(page, "the setting " + key))
        .toList();
  }

  private static Set<String> settings() {
    Set<String> keys = new HashSet<>();
    ConfigFactory.parseFile(ROOT.resolve("conf/melange.conf").toFile())
        .root()
        .forEach((name, value) -> collect(name, value, keys));
    return keys;
  }

  private static void collect(String path, ConfigValue value, Set<String> keys) {
    keys.add(path);
    if (value instanceof ConfigObject section) {
      section.forEach((name, inner) -> collect(path + "." + name, inner, keys));
    }
  }

  private static List<String> sections() {
    return settings().stream().filter(key -> !key.contains(".")).sorted().toList();
  }

  /**
   * Options that do not exist. In a command they must be of its job or of spark-submit; elsewhere
   * of any job or script.
   */
  private static List<String> unknownOptions(MarkdownPage page) {
    List<String> faults = new ArrayList<>();
    Set<String> all = new HashSet<>(LAUNCH_OPTIONS);
    all.addAll(JVM_OPTIONS);
    JOBS.keySet().forEach(job -> all.addAll(jobOptions(List.of(job))));
    for (String text : code(page)) {
      String[] words = text.replaceFirst("\\s#.*", "").split("\\s+");
      if (words[0].startsWith("jobs/")) {
        List<String> command = new ArrayList<>(List.of(words));
        command.set(0, words[0].substring("jobs/".length()));
        Set<String> known = new HashSet<>(LAUNCH_OPTIONS);
        known.addAll(jobOptions(command));
        if (!JOBS.containsKey(command.get(0)) && !command.get(0).matches("README.md|NAME|\\*|")) {
          faults.add(in(page, "the job " + words[0]));
        }
        options(words).filter(o -> !known.contains(o)).forEach(o -> faults.add(in(page, text)));
      } else if (words[0].startsWith("--")) {
        options(words).filter(o -> !all.contains(o)).forEach(o -> faults.add(in(page, text)));
      }
    }
    return faults;
  }

  private static Stream<String> options(String... words) {
    return Arrays.stream(words).map(OPTION::matcher).filter(Matcher::lookingAt).map(Matcher::group);
  }

  /** The command line of each job, as its script starts it. */
  private static Map<String, CommandLine> jobs() {
    Pattern started = Pattern.compile("launch\\.sh\" ([\\w.]+)");
    return files(ROOT.resolve("jobs"), 1)
        .filter(script -> !script.getFileName().toString().contains("."))
        .collect(
            Collectors.toMap(
                script -> script.getFileName().toString(),
                script -> {
                  Matcher job = started.matcher(text(script));
                  assertThat(job.find()).as(script.toString()).isTrue();
                  return new CommandLine(loaded("org.melange.job." + job.group(1)));
                }));
  }

  /** Options that the scripts take: spark-submit's, and those of the standalone cluster. */
  private static Set<String> launchOptions() {
    return Stream.of("deploy/options.sh", "deploy/standalone.sh")
        .flatMap(script -> OPTION.matcher(text(ROOT.resolve(script))).results())
        .map(found -> found.group())
        .collect(Collectors.toSet());
  }

  /** Options of a job, and of its subcommand if there is one. */
  private static Set<String> jobOptions(List<String> command) {
    CommandLine job = JOBS.get(command.get(0));
    if (job == null) {
      return Set.of();
    }
    Set<String> options = new HashSet<>(job.getCommandSpec().optionsMap().keySet());
    job.getSubcommands().entrySet().stream()
        .filter(entry -> command.size() == 1 || command.get(1).equals(entry.getKey()))
        .forEach(entry -> options.addAll(entry.getValue().getCommandSpec().optionsMap().keySet()));
    return options;
  }

  private static Class<?> loaded(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError("a job without a class", e);
    }
  }

  private static List<String> unknownClasses(MarkdownPage page) {
    return code(page).stream()
        .flatMap(DocumentsTest::namedClasses)
        .filter(name -> !CLASSES.contains(name) && !FOREIGN.contains(name))
        .map(name -> in(page, "the class or package " + name))
        .toList();
  }

  private static Stream<String> namedClasses(String span) {
    Matcher simple = CLASS_NAME.matcher(span);
    Stream<String> qualified =
        Pattern.compile("org\\.melange(?:\\.[\\w]+)+")
            .matcher(span)
            .results()
            .map(found -> found.group());
    return simple.matches() ? Stream.of(simple.group(1)) : qualified;
  }

  /** Names of our classes and packages, with and without the package. */
  private static Set<String> classes() {
    Set<String> names = new HashSet<>();
    for (String source : List.of("src/main/java", "src/test/java", "src/jmh/java")) {
      Path root = ROOT.resolve(source);
      files(root, 20)
          .map(file -> root.relativize(file).toString().replace('/', '.'))
          .map(name -> name.replaceFirst("\\.java$", ""))
          .forEach(
              name -> {
                names.add(name.substring(name.lastIndexOf('.') + 1));
                for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
                  names.add(name.substring(0, end));
                }
              });
    }
    return names;
  }

  private static List<String> unknownFiles(MarkdownPage page) {
    return code(page).stream()
        .map(text -> text.split("\\s+")[0])
        .filter(word -> PATH.matcher(word).matches())
        .filter(word -> !Files.exists(ROOT.resolve(word)) && !word.contains("NAME"))
        .map(word -> in(page, "the file " + word))
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String in(MarkdownPage page, String fault) {
    return ROOT.relativize(page.path()) + ": " + fault;
  }
}
