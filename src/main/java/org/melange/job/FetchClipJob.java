package org.melange.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.melange.config.HubAccess;
import org.melange.job.cli.CommandRunner;
import org.melange.job.cli.Console;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.ListedFile;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.run.WholeFile;
import org.melange.spark.io.OutputLease;
import org.melange.web.ClipFolder;
import org.melange.web.Hub;
import org.melange.web.HubException;
import org.melange.web.PinnedModels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jobs/fetch-clip}: downloads a published CLIP. Needs no Spark session. */
@Command(
    name = "fetch-clip",
    mixinStandardHelpOptions = true,
    version = "Melange",
    sortOptions = false,
    usageHelpWidth = 110,
    description = {
      "Downloads a CLIP from the Hugging Face hub and checks every file. Interrupted downloads"
          + " resume; complete files are not fetched again.",
      ""
    },
    footer = {
      "",
      "Environment: HF_ENDPOINT sets a mirror as --hub does. HF_TOKEN sets an access token for"
          + " gated models; it is sent to the hub only.",
      "Exit codes: 0 success, 1 the hub does not answer (try again), 2 invalid usage, 3 no such"
          + " model, or a file differs from the published one."
    })
public final class FetchClipJob implements Callable<Summary> {

  static final String KIND = "clip";

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      defaultValue = PinnedModels.VIT_B32,
      description = "Name of the model on the hub (default: ${DEFAULT-VALUE}, 605 MB).")
  String model;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory (default: clip/ and the last part of the model's name).")
  Path out;

  @Option(
      names = "--revision",
      paramLabel = "REVISION",
      description =
          "A commit, tag or branch (default: the one pinned here for "
              + PinnedModels.VIT_B32
              + ", main for others). The summary and the manifest contain the commit.")
  String revision;

  @Option(names = "--hub", paramLabel = "URL", description = "A mirror of the hub.")
  String hub;

  /** Runs the job as a process. */
  public static void main(String[] args) {
    CommandRunner.main(new FetchClipJob(), "fetch-clip", args);
  }

  @Override
  public Summary call() {
    requireName();
    Console console = new Console(System.err);
    HubAccess access = HubAccess.of(hub);
    Path folder = out != null ? out : Path.of("clip", model.substring(model.indexOf('/') + 1));
    try (OutputLease lease = OutputLease.take(folder.toString(), "fetch-clip", console::line);
        Hub source = new Hub(access.address(), access.token())) {
      Hub.Listing listing = listing(source);
      requireSame(folder, listing.commit());
      console.line(model + " at " + listing.commit() + " -> " + folder);
      Map<String, String> files =
          new ClipFolder(source, model, listing, folder, new DownloadLog(console)).fetch();
      write(folder, listing.commit(), files);
      return Summary.empty()
          .with("model", model)
          .with("revision", listing.commit())
          .with("files", files.size())
          .with("out", folder.toString())
          .with("seconds", console.seconds());
    } catch (HubException e) {
      throw e.isPassing()
          ? JobException.failed(e.getMessage())
          : JobException.input(e.getMessage());
    } catch (IOException e) {
      throw JobException.failed(folder + " cannot be written: " + e);
    }
  }

  private void requireName() {
    if (!model.matches("[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      throw JobException.usage(
          "'"
              + model
              + "' is not a model name such as "
              + PinnedModels.VIT_B32
              + "; use --out for the directory");
    }
    if (revision != null && !revision.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      throw JobException.usage("--revision '" + revision + "' is not a commit, tag or branch");
    }
  }

  /** The pinned listing overrides the hub's own, unless another revision is requested. */
  private Hub.Listing listing(Hub source) throws HubException {
    Hub.Listing pinned = PinnedModels.of(model).orElse(null);
    if (pinned != null && (revision == null || revision.equals(pinned.commit()))) {
      return pinned;
    }
    return source.list(model, revision == null ? "main" : revision);
  }

  private void requireSame(Path folder, String commit) throws IOException {
    Path file = folder.resolve(Manifest.FILE);
    String text = Files.exists(file) ? Files.readString(file) : "";
    if (!Manifest.isWhole(text)) {
      return;
    }
    Manifest there = Manifest.parse(text, folder.toString(), KIND);
    String before = there.fact("model").orElse("?");
    if (!before.equals(model) || !there.version().equals(commit)) {
      throw JobException.usage(
          folder + " holds " + before + " at " + there.version() + "; use another --out");
    }
  }

  /** Writes the manifest last and atomically: a directory with a manifest is complete. */
  private void write(Path folder, String commit, Map<String, String> files) throws IOException {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("model", model);
    List<ListedFile> listed = new ArrayList<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      long bytes = Files.size(folder.resolve(file.getKey()));
      listed.add(new ListedFile(file.getKey(), bytes, file.getValue()));
    }
    Manifest manifest = new Manifest(KIND, commit, facts).listing(new FileListing(listed));
    WholeFile.write(folder.resolve(Manifest.FILE), manifest.toJson());
  }
}
