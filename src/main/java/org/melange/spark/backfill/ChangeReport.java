package org.melange.spark.backfill;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.Settings;
import org.melange.report.Allocation;
import org.melange.report.BarChart;
import org.melange.report.ChangesPage;
import org.melange.report.ChangesPage.ChangeSample;
import org.melange.report.ChangesPage.Flows;
import org.melange.report.ChangesPage.RemovedEntities;
import org.melange.report.Headline;
import org.melange.report.PageTemplate;
import org.melange.report.ShownChange;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.report.PostExcerpts;
import org.melange.spark.report.PostExcerpts.Excerpt;
import org.melange.spark.report.PostExcerpts.Wanted;
import org.melange.spark.report.RunReport;
import org.melange.spark.report.StratifiedDraw;
import org.melange.spark.row.Schemas;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.StoreSchemas;

/**
 * The report of a backfill: {@code changes/}, and a page for people.
 *
 * @param directory that it is written to
 * @param imagesRoot what relative image URIs of posts are relative to
 * @param store with the content of posts
 * @param base the knowledge base of now
 * @param previous the earlier one, if it is at hand
 * @param settings {@code report.*}, {@code backfill.*}, and which images may be read
 */
record ChangeReport(
    String directory,
    String imagesRoot,
    LinkStore store,
    KnowledgeBase base,
    Optional<KnowledgeBase> previous,
    Settings settings) {

  /** Entities, and pairs of entities, that the page shows. */
  private static final int SHOWN = 50;

  /** The order of the sample. */
  private static final List<String> KINDS =
      Stream.concat(
              LinkChanges.DECISIONS.stream(), Stream.of(LinkChanges.MERGED, LinkChanges.SCORE))
          .toList();

  /** Writes {@code changes/}. */
  void writeChanges(ListedChanges changes) {
    changes.write(directory + "/changes");
  }

  /**
   * Writes the page, if the settings ask for one.
   *
   * @param failure why nothing was published; empty if it was
   */
  void writePage(ListedChanges changes, BackfillResult result, Optional<String> failure) {
    if (settings.report().sample() > 0) {
      HadoopFiles.write(
          directory + "/" + RunReport.FILE, PageTemplate.changes(page(changes, result, failure)));
    }
  }

  private ChangesPage page(ListedChanges changes, BackfillResult result, Optional<String> failure) {
    List<Row> relinked = changes.flows(LinkChanges.RELINKED, SHOWN);
    List<Row> merged = changes.flows(LinkChanges.MERGED, SHOWN);
    List<Row> removed = changes.removed(base, SHOWN);
    List<Row> drawn = drawn(changes, result.kinds());
    ShownChanges shown =
        ShownChanges.of(
            store.spark(),
            previous.orElse(base),
            qids(ListedChanges.BEFORE, Stream.of(relinked, merged, removed, drawn)),
            base,
            qids(ListedChanges.AFTER, Stream.of(relinked, merged, drawn)),
            settings.link().table());
    return new ChangesPage(
        "Backfill of " + store.name(),
        lead(result, failure),
        failure.map(reason -> "Nothing was published: " + reason).stream().toList(),
        headlines(result, failure),
        List.of(BarChart.changes(changes.kinds()), BarChart.causes(changes.causes())),
        List.of(
            new Flows(
                "relinked",
                "Other entities",
                "Links that lead to another entity now.",
                more(relinked, result.kinds().getOrDefault(LinkChanges.RELINKED, 0L)),
                relinked.stream().map(shown::flow).toList()),
            new Flows(
                "merged",
                "Merged entities",
                "Links to entities that are now part of another one. They mean the same, so they"
                    + " are not changed decisions.",
                more(merged, result.kinds().getOrDefault(LinkChanges.MERGED, 0L)),
                merged.stream().map(shown::flow).toList())),
        new RemovedEntities(removedText(removed), removed.stream().map(shown::removed).toList()),
        new ChangeSample(
            settings.report().seed(), Headline.count(sum(result.kinds())), sample(drawn, shown)));
  }

  private static List<String> qids(String side, Stream<List<Row>> rows) {
    return rows.flatMap(List::stream).map(row -> row.<String>getAs("qid" + side)).toList();
  }

  private List<String> lead(BackfillResult result, Optional<String> failure) {
    List<String> lead = new ArrayList<>();
    if (result.runId().isEmpty()) {
      lead.add("All links were up to date. Nothing was to be done.");
    } else if (failure.isEmpty()) {
      lead.add(
          "Run %s. Published as version %s of the links table."
              .formatted(result.runId(), result.after()));
    } else {
      lead.add(
          "Run %s. The changes below are not in the links table, which is still at version %s."
              .formatted(result.runId(), result.before()));
    }
    lead.add("Knowledge base: version %s of %s.".formatted(base.version(), base.directory()));
    return lead;
  }

  private List<Headline> headlines(BackfillResult result, Optional<String> failure) {
    String allowed =
        String.format(
            Locale.ROOT,
            "other entity, NIL or mention; backfill.max-churn allows %.2f %%",
            100 * settings.backfill().maxChurn());
    String published = result.runId().isEmpty() ? "nothing to do" : "yes";
    return List.of(
        new Headline(
            "Published", failure.isPresent() ? "no" : published, "", "whether readers see them"),
        Headline.of("Links", result.links(), "of the table before"),
        Headline.of("Compared posts", result.counts().posts(), "posts of another version"),
        Headline.of("Made again", result.counts().linking(), "mentions that were linked"),
        Headline.of("Changed links", sum(result.kinds()), "of all kinds"),
        Headline.of("Changed decisions", result.decisions(), result.links(), allowed),
        Headline.of(
            "Verified", result.verified(), "current links that were made again and are equal"));
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String more(List<Row> flows, long links) {
    long shown = flows.stream().mapToLong(row -> row.<Long>getAs("links")).sum();
    return shown == links ? "" : Headline.count(links - shown) + " links are of other pairs.";
  }

  private static String removedText(List<Row> removed) {
    if (removed.isEmpty()) {
      return "No changed link was to an entity that was removed without a redirect.";
    }
    Row any = removed.get(0);
    return "Entities that were removed without a redirect: %s. Changed links to them: %s."
        .formatted(
            Headline.count(any.<Long>getAs(ListedChanges.ALL_ENTITIES)),
            Headline.count(any.<Long>getAs(ListedChanges.ALL_LINKS)));
  }

  private List<Row> drawn(ListedChanges changes, Map<String, Long> kinds) {
    if (kinds.isEmpty()) {
      return List.of();
    }
    Map<String, Long> quotas = Allocation.equal(kinds, settings.report().sample());
    Dataset<Row> strata = changes.rows().withColumn("stratum", col("kind"));
    List<Row> drawn = StratifiedDraw.draw(strata, quotas, settings.report().seed());
    return drawn.stream().sorted(Comparator.comparing(row -> KINDS.indexOf(kind(row)))).toList();
  }

  private static String kind(Row row) {
    return row.getAs("kind");
  }

  private List<ShownChange> sample(List<Row> drawn, ShownChanges shown) {
    if (drawn.isEmpty()) {
      return List.of();
    }
    List<Wanted> wanted = new ArrayList<>();
    for (Row row : drawn) {
      wanted.add(
          new Wanted(
              Integer.toString(wanted.size()),
              row.getAs("post_id"),
              row.<Integer>getAs("span_start"),
              row.<Integer>getAs("span_end"),
              row.getAs("image_status")));
    }
    Map<String, Excerpt> posts = PostExcerpts.of(posts(), imagesRoot, settings.images(), wanted);
    return IntStream.range(0, drawn.size())
        .mapToObj(i -> shown.change(drawn.get(i), posts.get(Integer.toString(i))))
        .toList();
  }

  /** The posts whose content the table keeps, with columns of {@link Schemas#POST}. */
  private Dataset<Row> posts() {
    return store
        .posts()
        .filter(col("record").isNotNull())
        .select(
            col("post_id"),
            col("record.text").as("text"),
            StoreSchemas.images(col("record.images")).as("images"));
  }
}
