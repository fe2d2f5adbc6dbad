package org.melange.job.propose;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.OutputOptions;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.propose.ProposalKind;
import org.melange.propose.ProposalRules;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.RunId;
import org.melange.run.Summary;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.propose.ProposalCodec;
import org.melange.spark.propose.ProposalFinder;
import org.melange.spark.store.LinkStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/propose}: what the links of a corpus tell that the knowledge base lacks. */
@Command(
    name = "propose",
    description = {
      "Finds in a links table what the knowledge base lacks: images, aliases, descriptions and"
          + " entities. Writes proposals for people to review: a table, a page, QuickStatements and"
          + " statements for Wikimedia Commons. Changes nothing and opens no connection.",
      ""
    })
public final class ProposeJob extends Job {

  private static final String KIND = "proposals";

  @Option(
      names = "--from",
      required = true,
      paramLabel = "LINKS",
      description = "Links table (annotate --into): a directory, or a table of a catalog.")
  String from;

  @Option(
      names = "--kb",
      required = true,
      paramLabel = "DIR",
      description = "The knowledge base that is to be completed.")
  String kb;

  @Option(
      names = "--min-posts",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Independent posts of an image, an alias or a new entity (default: ${DEFAULT-VALUE}).")
  int minPosts;

  @Option(
      names = "--min-links",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Independent posts that link to an entity without a description (default:"
              + " ${DEFAULT-VALUE}).")
  int minLinks;

  @Option(
      names = "--min-confidence",
      paramLabel = "P",
      defaultValue = "0.9",
      description = "The least confidence of a link that counts (default: ${DEFAULT-VALUE}).")
  double minConfidence;

  @Option(
      names = "--max-images",
      paramLabel = "N",
      defaultValue = "3",
      description = "Images that are proposed for one entity (default: ${DEFAULT-VALUE}).")
  int maxImages;

  @Option(
      names = "--max-evidence",
      paramLabel = "N",
      defaultValue = "10",
      description = "Posts that a proposal lists (default: ${DEFAULT-VALUE}).")
  int maxEvidence;

  @Option(
      names = "--language-field",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The field of posts with their language (default: lang, else language).")
  String languageField;

  @Option(
      names = "--topics",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Clusters of the texts of NIL mentions (default: the square root of half their number).")
  int topics;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "43",
      description = "Seed of the clusters (default: ${DEFAULT-VALUE}).")
  long seed;

  @Mixin OutputOptions output = new OutputOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new ProposeJob(), args);
  }

  @Override
  public Optional<String> target() {
    return output.target();
  }

  @Override
  public void check() {
    rules();
  }

  @Override
  public boolean usesTables() {
    return true;
  }

  private ProposalRules rules() {
    try {
      return new ProposalRules(
          minPosts, minLinks, minConfidence, maxImages, maxEvidence, topics, languageField, seed);
    } catch (IllegalArgumentException e) {
      throw JobException.usage(e.getMessage(), e);
    }
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    OutputDirectory.requireApart(output.directory(), kb);
    LinkStore store = LinkStore.open(spark, from);
    OutputDirectory.requireOutside(output.directory(), store.root());
    KnowledgeBase base = KnowledgeBase.open(kb, settings.verify().checksums());
    Dataset<Row> posts = posts(store);
    // A version, so that an update that commits meanwhile changes nothing.
    String version = store.version();
    Dataset<Row> links = store.links(Optional.of(version).filter(v -> !v.isEmpty()));
    Row counts = console.step("counting links", () -> counts(links));
    requireConfidences(counts);
    long without = console.step("counting posts", () -> postsWithoutContent(posts, console));
    output.prepare();
    Dataset<Row> written = console.step("finding proposals", () -> write(links, posts, base));
    ProposalFiles files = console.step("writing files", () -> writeFiles(written, version, base));
    Summary summary =
        summary(files)
            .with("mentions", counts.getLong(0))
            .with("posts_without_content", without)
            .with("table_version", version);
    OutputDirectory.finish(output.directory(), manifest(summary, base));
    console.table("Proposals in " + output.directory(), summary.values());
    return summary.with("out", output.directory());
  }

  private Dataset<Row> posts(LinkStore store) {
    Dataset<Row> posts = store.posts();
    if (!Arrays.asList(posts.columns()).contains("record")) {
      throw JobException.input(
          from
              + " has no contents of posts, because an earlier release wrote it: create a new table"
              + " with annotate --into");
    }
    return posts;
  }

  /** Mentions, links and confidences. */
  private static Row counts(Dataset<Row> links) {
    return links.agg(count(lit(1)), count(col("qid")), count(col("confidence"))).first();
  }

  private void requireConfidences(Row counts) {
    if (counts.getLong(1) > 0 && counts.getLong(2) == 0) {
      throw JobException.usage(
          from
              + " has no confidences, and links without one are no evidence: calibrate the model"
              + " with jobs/calibrate, then link again with annotate --into");
    }
  }

  private static long postsWithoutContent(Dataset<Row> posts, Console console) {
    long without = posts.filter(col("state").equalTo("linked").and(col("record").isNull())).count();
    if (without > 0) {
      console.line(
          "WARNING: "
              + without
              + " posts have no content in the table, because an earlier release wrote them. They"
              + " are no evidence until annotate --into links them again.");
    }
    return without;
  }

  private Dataset<Row> write(Dataset<Row> links, Dataset<Row> posts, KnowledgeBase base) {
    String directory = output.directory() + "/" + KIND;
    try (ProposalFinder finder = new ProposalFinder(links, posts, base, rules())) {
      finder.proposals().write().mode(SaveMode.Overwrite).parquet(directory);
    }
    return links.sparkSession().read().schema(ProposalCodec.SCHEMA).parquet(directory);
  }

  private ProposalFiles writeFiles(Dataset<Row> proposals, String version, KnowledgeBase base) {
    ProposalFiles files = new ProposalFiles();
    for (Iterator<Row> rows = proposals.toLocalIterator(); rows.hasNext(); ) {
      files.add(ProposalCodec.proposal(rows.next()));
    }
    OutputDirectory.write(output.directory(), "proposals.html", files.page(lead(version, base)));
    OutputDirectory.write(
        output.directory(), "quickstatements.txt", files.quickStatements().text());
    OutputDirectory.write(output.directory(), "wikibase.json", files.depicts().toJson());
    return files;
  }

  private List<String> lead(String version, KnowledgeBase base) {
    return List.of(
        "Found in version %s of %s, compared with version %s of %s."
            .formatted(version, from, base.version(), kb),
        String.format(
            Locale.ROOT,
            "Links count from a confidence of %s on. Posts with the same text or picture count"
                + " once. Review each proposal before you use it.",
            minConfidence));
  }

  private static Summary summary(ProposalFiles files) {
    return Summary.empty()
        .with("proposals", files.total())
        .with("images", files.count(ProposalKind.IMAGE))
        .with("aliases", files.count(ProposalKind.ALIAS))
        .with("new_entities", files.count(ProposalKind.NEW_ENTITY))
        .with("descriptions", files.count(ProposalKind.DESCRIPTION))
        .with("quickstatements", (long) files.quickStatements().lines().size())
        .with("not_in_quickstatements", files.quickStatements().leftOut())
        .with("commons_files", (long) files.depicts().files());
  }

  private Manifest manifest(Summary summary, KnowledgeBase base) {
    Map<String, Object> facts = new TreeMap<>(summary.values());
    facts.put("links_path", from);
    facts.put("kb_path", kb);
    facts.put("kb_version", base.version());
    facts.put("min_posts", minPosts);
    facts.put("min_links", minLinks);
    facts.put("min_confidence", minConfidence);
    facts.put("topics", topics);
    facts.put("seed", seed);
    return new Manifest(KIND, RunId.next(), facts);
  }
}
