package org.melange.job;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.wikidata.WikidataImport;
import org.melange.job.wikidata.WikidataOptions;
import org.melange.job.wikidata.WikidataPlan;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.EntitySource;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.post.Quarantine;
import org.melange.spark.post.RejectionSummary;
import org.melange.spark.wikidata.Extract;
import org.melange.spark.wikidata.Selection;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/import-kb}: imports files of entities into a knowledge base. */
@Command(
    name = "import-kb",
    description = {
      "Makes a knowledge base (entities and names) from files. Several inputs are merged by QID;"
          + " earlier ones override later ones.",
      "",
      "Keys of an entity, which are columns in CSV and Parquet:",
      "  qid          or id, item: Q42, or http://www.wikidata.org/entity/Q42 (required)",
      "  label        or name, entity_name, itemLabel (required)",
      "  description  or desc, itemDescription",
      "  aliases      or alias: list of names",
      "  types        list of QIDs",
      "  popularity   or sitelinks: whole number; of entities with one name, the highest is"
          + " preferred",
      "  images       or image, image_list: list of addresses",
      "  redirects    list of QIDs that mean this entity",
      "A list may be a single string. In CSV, the values of a list are separated by |.",
      ""
    })
public final class ImportKbJob extends Job {

  @ArgGroup(
      exclusive = false,
      multiplicity = "1..*",
      heading = "Inputs as pairs of options, in order of precedence:%n")
  public List<InputOption> inputs;

  @Option(
      names = "--images-root",
      paramLabel = "DIR",
      description =
          "Directory that relative image URIs of entities are resolved against (default: the"
              + " directory of the first input).")
  public String images;

  @ArgGroup(exclusive = false, validate = false, heading = "Only with --from wikidata:%n")
  WikidataOptions wikidata = new WikidataOptions();

  @Mixin public OutputOptions output = new OutputOptions();

  public static final class InputOption {
    @Option(
        names = "--from",
        required = true,
        paramLabel = "FORMAT",
        description =
            "jsonl (one object per line), csv (with a header row), parquet, mimic (kb_entity.json,"
                + " an array), or wikidata (dumps in JSON). Text may be compressed.")
    public ImportFormat from;

    @Option(
        names = "--in",
        paramLabel = "PATH",
        description = "File, directory or glob; dumps may be several, separated by commas.")
    public String in;
  }

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new ImportKbJob(), args);
  }

  @Override
  public void check() {
    if (fromWikidata()) {
      checkWikidata();
    } else if (!wikidata.absent()) {
      throw JobException.usage(
          "--languages, --types, --reuse and the like need --from wikidata, see --help");
    } else if (inputs.stream().anyMatch(input -> input.in == null)) {
      throw JobException.usage("each --from needs an --in");
    }
  }

  private void checkWikidata() {
    if (inputs.size() > 1) {
      throw JobException.usage(
          "--from wikidata is the only input: name several dumps in one --in, separated by commas");
    }
    if ((inputs.get(0).in == null) == wikidata.reuse().isEmpty()) {
      throw JobException.usage("--from wikidata needs either --in or --reuse");
    }
    wikidata.selection();
  }

  private boolean fromWikidata() {
    return inputs.stream().anyMatch(input -> input.from == ImportFormat.WIKIDATA);
  }

  @Override
  public Optional<String> target() {
    return wikidata.plan() ? Optional.of(output.directory()) : output.target();
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    if (wikidata.plan()) {
      return new WikidataPlan(spark, console, output.directory(), wikidata)
          .run(Optional.ofNullable(inputs.get(0).in));
    }
    output.check();
    if (wikidata.previous().isPresent()) {
      return update(spark, settings, console);
    }
    return fromWikidata()
        ? importWikidata(
            new WikidataImport(spark, settings, console, output.out, wikidata.selection()))
        : importRecords(spark, settings, console);
  }

  private Summary update(SparkSession spark, Settings settings, Console console) {
    String directory = wikidata.previous().orElseThrow();
    output.check(directory);
    KnowledgeBase previous = KnowledgeBase.open(directory, settings.verify().checksums());
    Selection selection = wikidata.selection(previous);
    output.prepare();
    return new WikidataImport(spark, settings, console, output.out, selection)
        .update(inputs.get(0).in, previous);
  }

  private Summary importWikidata(WikidataImport job) {
    Optional<Extract> extract = wikidata.reuse().map(Extract::of);
    output.prepare();
    return job.write(extract.orElseGet(() -> job.read(inputs.get(0).in)));
  }

  private Summary importRecords(SparkSession spark, Settings settings, Console console) {
    try (EntitySource source = console.step("reading entities", () -> read(spark))) {
      output.prepare();
      source.skipped().forEach(console::line);
      Map<String, Long> rejected =
          console.step(
              "writing rejected records", () -> Quarantine.write(source.rejections(), output.out));
      RejectionSummary.written(spark, output.out, rejected).lines().forEach(console::line);
      long quarantined = rejected.values().stream().mapToLong(n -> n).sum();
      Quarantine.requireShare(source.records(), quarantined, settings.quarantine());
      KnowledgeBase kb =
          console.step(
              "writing entities and names",
              () -> KnowledgeBase.write(source.entities(), output.out, facts(source)));
      return report(console, source, kb, quarantined);
    }
  }

  private Summary report(Console console, EntitySource source, KnowledgeBase kb, long quarantined) {
    Summary summary =
        Summary.empty()
            .with("records", source.records())
            .with("entities", Long.valueOf(kb.manifest().fact("entities").orElseThrow()))
            .with("names", Long.valueOf(kb.manifest().fact("names").orElseThrow()))
            .with("quarantined", quarantined)
            .with("kb_version", kb.version())
            .with("out", output.out);
    console.table("Knowledge base", summary.values());
    return summary;
  }

  private EntitySource read(SparkSession spark) {
    return EntitySource.read(
        spark,
        inputs.stream()
            .map(i -> new EntitySource.Input(i.from.records().orElseThrow(), i.in))
            .toList());
  }

  private Map<String, Object> facts(EntitySource source) {
    Map<String, Object> facts = new TreeMap<>();
    facts.put(
        "inputs",
        inputs.stream()
            .map(i -> i.from.name().toLowerCase(java.util.Locale.ROOT) + ":" + i.in)
            .toList());
    facts.put(
        "images_root",
        images != null
            ? PathResolver.absolute(images)
            : PathResolver.directoryOf(inputs.get(0).in));
    facts.put("records", source.records());
    return facts;
  }
}
