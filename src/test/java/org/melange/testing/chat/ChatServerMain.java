package org.melange.testing.chat;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A {@link ChatServer} as a process of its own. Its first line on standard output is the address.
 */
@Command(name = "chat-server", mixinStandardHelpOptions = true)
public final class ChatServerMain implements Callable<Integer> {

  @Option(names = "--port", description = "0: a free one")
  private int port;

  @Option(names = "--requests", description = "in a window; 0: no limit")
  private int requests;

  @Option(names = "--tokens", description = "in a window; 0: no limit")
  private long tokens;

  @Option(names = "--window-millis")
  private long windowMillis = 60_000;

  @Option(names = "--latency-millis")
  private long latencyMillis;

  @Option(names = "--fault", description = "FAULT=SHARE, such as ERROR=0.1; may be repeated")
  private Map<Fault, Double> faults = new EnumMap<>(Fault.class);

  @Option(names = "--seed")
  private long seed = 1;

  @Option(names = "--key", description = "what questions must carry")
  private String key = "";

  /** Runs until it is killed. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ChatServerMain()).execute(args));
  }

  @Override
  public Integer call() {
    ChatServerOptions options =
        new ChatServerOptions(
            port, requests, tokens, windowMillis, latencyMillis, faults, seed, key);
    try (ChatServer server = ChatServer.start(options)) {
      System.out.println(server.base());
      server.join();
    }
    return 0;
  }
}
