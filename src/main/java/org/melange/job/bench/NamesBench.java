package org.melange.job.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.melange.config.MentionSettings;
import org.melange.config.Settings;
import org.melange.kb.name.CandidateIndex;
import org.melange.kb.name.MentionFinder;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.kb.EntityIndex;
import org.melange.spark.kb.KnowledgeBase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/bench names}: looks names up in the index of a knowledge base. */
@Command(
    name = "names",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    showDefaultValues = true,
    description = {
      "Writes synthetic entities whose names collide by Zipf's law, as JSON Lines for import-kb. Or"
          + " looks mentions up in the index of a knowledge base: by name, by similar names, and in"
          + " texts. A look-up begins with the mention as written and ends with its best"
          + " candidates: it includes normalization, reading the entities of names, and ranking."
          + " Rates are a second of processor time; the best of the rounds counts. Mentions and"
          + " texts are synthetic, or those of posts.",
      ""
    })
final class NamesBench implements Callable<Summary> {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int WORDS_BETWEEN = 8;
  private static final int LIMIT = 30;

  @Option(names = "--generate", paramLabel = "FILE", description = "File for the entities.")
  Path generate;

  @Option(names = "--entities", paramLabel = "N", description = "Entities to write.")
  int entities = 1_000_000;

  @Option(names = "--kb", paramLabel = "DIR", description = "Knowledge base to measure.")
  String kb;

  @Option(names = "--mentions", paramLabel = "N", description = "Synthetic mentions to look up.")
  int mentions = 20_000;

  @Option(
      names = "--posts",
      paramLabel = "FILE",
      description = "Posts with mentions in MIMIC's layout, instead of synthetic ones; repeatable.")
  List<Path> posts = List.of();

  @Option(names = "--rounds", paramLabel = "R", description = "Rounds.")
  int rounds = 10;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of names.")
  long seed = 43;

  @Override
  public Summary call() {
    if ((generate == null) == (kb == null)) {
      throw JobException.usage("give either --generate or --kb");
    }
    return generate == null ? measure() : write();
  }

  private Summary write() {
    new SyntheticEntities(seed).write(generate, entities);
    return Summary.empty().with("entities", entities).with("out", generate.toString());
  }

  private Summary measure() {
    KnowledgeBase base = KnowledgeBase.open(kb);
    long start = System.nanoTime();
    EntityIndex index = base.index().load();
    double opened = (System.nanoTime() - start) / 1e9;
    CandidateIndex candidates = index.candidates();
    MentionSettings rules = Settings.defaults().mentions();
    MentionFinder finder = index.finder(rules);
    PostTexts read = PostTexts.read(posts);
    List<String> names = posts.isEmpty() ? names() : read.mentions();
    List<String> texts = posts.isEmpty() ? List.of(text(names)) : read.texts();
    double exact = 0;
    double similar = 0;
    double found = 0;
    for (int round = 0; round < rounds; round++) {
      exact = Math.max(exact, rate(names, name -> candidates.exactMatches(name, LIMIT).size()));
      similar = Math.max(similar, rate(names, name -> candidates.candidates(name, LIMIT).size()));
      found = Math.max(found, rate(texts, text -> finder.find(text).size()));
    }
    double known =
        names.stream().filter(name -> !candidates.exactMatches(name, 1).isEmpty()).count();
    double bytes = texts.stream().mapToLong(text -> text.getBytes(UTF_8).length).sum();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("names", candidates.size());
    values.put("open_seconds", opened);
    values.put("mentions", names.size());
    values.put("known_share", known / names.size());
    values.put("exact_per_second", Math.round(exact));
    values.put("candidates_per_second", Math.round(similar));
    values.put("text_mb_per_second", found * bytes / texts.size() / 1_000_000);
    values.put("index_bytes", base.index().bytes());
    return new Summary(values);
  }

  private List<String> names() {
    SyntheticEntities synthetic = new SyntheticEntities(seed + 1);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < mentions; i++) {
      names.add(synthetic.name());
    }
    return names;
  }

  /** Every name after some words in lower case. */
  private static String text(List<String> names) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      for (int word = 0; word < WORDS_BETWEEN; word++) {
        String any = names.get((i * WORDS_BETWEEN + word) % names.size());
        text.append(any.substring(0, any.indexOf(' ')).toLowerCase(Locale.ROOT));
        text.append(' ');
      }
      text.append(names.get(i)).append(i % 3 == 0 ? ". " : ", ");
    }
    return text.toString();
  }

  private static double rate(List<String> inputs, ToIntFunction<String> work) {
    long start = THREADS.getCurrentThreadCpuTime();
    long sum = 0;
    for (String input : inputs) {
      sum += work.applyAsInt(input);
    }
    double seconds = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
    if (sum < 0) {
      throw new IllegalStateException("counts are not negative");
    }
    return inputs.size() / seconds;
  }
}
