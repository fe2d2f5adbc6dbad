package org.melange.job.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.melange.testing.HubServer;

/** The table of the parts of commands that are not run as the README has them. */
final class StandIns implements AutoCloseable {

  private static final String MODEL = "melange/demo-clip";

  /** A small CLIP of this checkout. */
  private static final Path CLIP = Path.of("conf/models/demo/clip");

  private final HubServer hub;
  private final List<StandIn> table;

  private StandIns(HubServer hub, int port) {
    this.hub = hub;
    this.table =
        List.of(
            StandIn.of("jobs/demo", "jobs/demo --posts 100", "a smaller sample"),
            StandIn.of(
                "./mvnw -B verify", "", "this build runs the test; its profiles are checked"),
            StandIn.of(
                "jobs/fetch-clip",
                "jobs/fetch-clip " + MODEL + " --hub " + hub.address(),
                "a hub on this machine, with a small CLIP"),
            StandIn.of(
                "--shape conf/models/paper.json",
                "--shape conf/models/demo.json",
                "the shape for the small CLIP"),
            StandIn.of("train.epochs=10", "train.epochs=1", "epochs take minutes"),
            StandIn.of(
                "jobs/annotate ...",
                "jobs/annotate --posts posts.jsonl --kb my/kb --out my/described",
                "abbreviated"),
            StandIn.of(
                "standalone.sh start", "standalone.sh start --port " + port, "a port that is free"),
            StandIn.of(
                "--profile standalone",
                "--profile standalone --master spark://127.0.0.1:" + port,
                "the same port"),
            StandIn.after(Judge::answer, "--answers my/judge.csv", "a person answers"),
            StandIn.after(
                GeorgiaDataSet::write, "--dataset WikiDiverse", "a small data set of that name"));
  }

  /** Starts the servers that commands need. */
  static StandIns start() throws IOException {
    HubServer hub = new HubServer(MODEL);
    for (String file : List.of("config.json", "model.safetensors", "tokenizer.json")) {
      hub.with(file, Files.readAllBytes(CLIP.resolve(file)));
    }
    return new StandIns(hub, freePort());
  }

  /** Its web pages' ports lie a thousand above. */
  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return Math.min(free.getLocalPort(), 60_000);
    }
  }

  List<StandIn> table() {
    return table;
  }

  /** Makes the preparations for {@code command}, and gives what to run; empty for nothing. */
  String prepared(String command, Path dir) {
    String prepared = command;
    for (StandIn standIn : table) {
      if (standIn.concerns(command)) {
        try {
          standIn.preparation().run(dir);
        } catch (IOException e) {
          throw new UncheckedIOException(standIn.why(), e);
        }
        prepared = standIn.applyTo(prepared);
      }
    }
    return prepared;
  }

  @Override
  public void close() {
    hub.close();
  }
}
