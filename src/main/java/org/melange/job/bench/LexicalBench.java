package org.melange.job.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.melange.corpus.MimicPostParser;
import org.melange.kb.Entity;
import org.melange.kb.JsonlEntityParser;
import org.melange.kb.index.NameIndexBuilder;
import org.melange.kb.name.CandidateIndex;
import org.melange.kb.name.EntityNames;
import org.melange.kb.name.Name;
import org.melange.link.lexical.LexicalIndex;
import org.melange.link.lexical.LexicalIndexBuilder;
import org.melange.link.lexical.LexicalLinker;
import org.melange.link.lexical.LexicalWeights;
import org.melange.run.JobException;
import org.melange.run.Summary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/bench lexical}: links mentions without a model, outside Spark. */
@Command(
    name = "lexical",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    showDefaultValues = true,
    description = {
      "Looks up the candidates of mentions by name, and links the mentions by names and"
          + " descriptions. Each round begins with an empty cache; the best of the rounds counts.",
      ""
    })
final class LexicalBench implements Callable<Summary> {

  @Option(
      names = "--entities",
      required = true,
      paramLabel = "FILE",
      description = "Entities in JSON Lines, plain or gzip.")
  Path entities;

  @Option(
      names = "--posts",
      required = true,
      paramLabel = "FILE",
      description = "Posts with mentions in MIMIC's layout.")
  Path posts;

  @Option(names = "--threads", paramLabel = "T", description = "Threads.")
  int threads = 2;

  @Option(names = "--rounds", paramLabel = "R", description = "Rounds.")
  int rounds = 7;

  private record Mention(String mention, String text) {}

  @Override
  public Summary call() {
    List<Name> names = new ArrayList<>();
    List<Entity> all = new ArrayList<>();
    read(names, all);
    List<Mention> mentions = mentions();
    CandidateIndex candidates = new CandidateIndex(NameIndexBuilder.of(names));
    LexicalIndex index = LexicalIndexBuilder.of(all);
    double lookUp = 0;
    double link = 0;
    for (int round = 0; round < rounds; round++) {
      lookUp =
          Math.max(
              lookUp,
              rate(
                  mentions, m -> candidates.candidates(m.mention(), LexicalLinker.MAX_CANDIDATES)));
      LexicalLinker linker =
          new LexicalLinker(
              candidates, index, LexicalWeights.shipped(), LexicalLinker.MAX_CANDIDATES);
      link = Math.max(link, rate(mentions, m -> linker.rank(m.mention(), m.text())));
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("entities", all.size());
    values.put("mentions", mentions.size());
    values.put("distinct_mentions", mentions.stream().map(Mention::mention).distinct().count());
    values.put("threads", threads);
    values.put("candidates_per_second", Math.round(lookUp));
    values.put("links_per_second", Math.round(link));
    return new Summary(values);
  }

  /** Mentions a second, shared among the threads post by post. */
  private double rate(List<Mention> mentions, Consumer<Mention> work) {
    List<Thread> workers = new ArrayList<>();
    long start = System.nanoTime();
    for (int t = 0; t < threads; t++) {
      int from = (int) ((long) mentions.size() * t / threads);
      int to = (int) ((long) mentions.size() * (t + 1) / threads);
      Thread worker = new Thread(() -> mentions.subList(from, to).forEach(work));
      worker.start();
      workers.add(worker);
    }
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return mentions.size() / ((System.nanoTime() - start) / 1e9);
  }

  private void read(List<Name> names, List<Entity> all) {
    JsonlEntityParser parser = new JsonlEntityParser();
    try (InputStream input = open(entities)) {
      new BufferedReader(new InputStreamReader(input, UTF_8))
          .lines()
          .forEach(
              line ->
                  parser
                      .parse(line)
                      .fold(
                          accepted -> add(accepted.entity(), names, all),
                          rejected -> {
                            throw JobException.input(
                                entities + ": " + rejected.rejection().message());
                          }));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean add(Entity entity, List<Name> names, List<Entity> all) {
    names.addAll(EntityNames.of(entity));
    return all.add(entity);
  }

  private List<Mention> mentions() {
    List<Mention> mentions = new ArrayList<>();
    try (InputStream input = open(posts)) {
      MimicPostParser.parse(input)
          .forEachRemaining(
              parsed ->
                  parsed.fold(
                      accepted ->
                          accepted.post().mentions().orElse(List.of()).stream()
                              .map(m -> new Mention(m.text(), accepted.post().text()))
                              .allMatch(mentions::add),
                      deleted -> false,
                      rejected -> false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (mentions.isEmpty()) {
      throw JobException.input(posts + " has no mention");
    }
    return mentions;
  }

  private static InputStream open(Path file) throws IOException {
    InputStream input = new BufferedInputStream(Files.newInputStream(file));
    return file.toString().endsWith(".gz") ? new GZIPInputStream(input) : input;
  }
}
