package org.melange.job.table;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.cli.SizeConverter;
import org.melange.job.cli.TimeConverter;
import org.melange.run.Summary;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.StoreMaintenance;
import org.melange.spark.store.StoreRestoration;
import org.melange.spark.store.TableMaintenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/maintain}: joins the small files of a links table and expires old versions. */
@Command(
    name = "maintain",
    description =
        "Joins the small files of a links table, and deletes the files that only old versions have."
            + " The links and the current version stay as they are. With --restore, an earlier version"
            + " becomes the current one.")
public final class MaintainJob extends Job {

  @Option(
      names = "--table",
      required = true,
      paramLabel = "LINKS",
      description = "Links table (annotate --into): a directory, or a table of a catalog.")
  String table;

  @Option(
      names = "--restore",
      paramLabel = "N",
      description =
          "Make version N of the links current again, as table_version of earlier runs, with posts"
              + " and quarantine of that time. Nothing else is done.")
  String restore;

  @Option(names = "--plan", description = "Print what would be done, and change nothing.")
  boolean plan;

  @Option(
      names = "--file-size",
      defaultValue = "128M",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "The most bytes of a joined file. Default: ${DEFAULT-VALUE}.")
  long fileSize;

  @Option(
      names = "--keep",
      defaultValue = "7d",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "How long a version can still be read after it was replaced. Programs that read an older"
              + " version fail, also those that run now. Default: ${DEFAULT-VALUE}.")
  Duration keep;

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new MaintainJob(), args);
  }

  @Override
  public boolean usesTables() {
    return true;
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    LinkStore store = LinkStore.open(spark, table);
    return restore == null ? maintained(store, console) : restored(store, console);
  }

  private Summary restored(LinkStore store, Console console) {
    StoreRestoration restoration = new StoreRestoration(store, restore);
    Map<String, String> versions =
        plan ? restoration.plan() : console.step("restoring", () -> restoration.run(console::line));
    console.table(plan ? "What would be restored" : "What was restored", new TreeMap<>(versions));
    return Summary.empty()
        .with("table", table)
        .with("plan", plan)
        .with("restored", restore)
        .with("table_version", store.version());
  }

  private Summary maintained(LinkStore store, Console console) {
    StoreMaintenance maintenance = new StoreMaintenance(store, fileSize, keep);
    List<TableMaintenance> tables =
        plan
            ? console.step("planning", maintenance::plan)
            : console.step("maintaining the tables", () -> maintenance.run(console::line));
    Map<String, Object> rows = new LinkedHashMap<>();
    tables.forEach(of -> rows.put(of.table(), text(of)));
    console.table(plan ? "What there is to do" : "What was done", rows);
    return Summary.empty()
        .with("table", table)
        .with("plan", plan)
        .with("files_before", sum(tables, TableMaintenance::filesBefore))
        .with("files_after", sum(tables, TableMaintenance::filesAfter))
        .with("bytes_before", sum(tables, TableMaintenance::bytesBefore))
        .with("bytes_after", sum(tables, TableMaintenance::bytesAfter))
        .with("versions_expired", sum(tables, TableMaintenance::versionsExpired))
        .with("table_version", maintenance.store().version());
  }

  private static long sum(List<TableMaintenance> tables, ToLongFunction<TableMaintenance> count) {
    return tables.stream().mapToLong(count).sum();
  }

  private static String text(TableMaintenance of) {
    return String.format(
        Locale.ROOT,
        "%,d -> %,d files in %,d buckets, %,d -> %,d bytes, %,d of %,d versions expire",
        of.filesBefore(),
        of.filesAfter(),
        of.buckets(),
        of.bytesBefore(),
        of.bytesAfter(),
        of.versionsExpired(),
        of.versions());
  }
}
