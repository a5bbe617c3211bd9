package io.saksi.agent.cli.order;

import io.saksi.agent.cli.PlainText;
import java.io.PrintWriter;

/** What somebody is told who interrupts a command: the order does not end with it. */
final class Interruption implements AutoCloseable {
  private final Thread hook;

  Interruption(PrintWriter err, Story story) {
    hook =
        Thread.ofPlatform()
            .name("saksi-interrupted")
            .unstarted(() -> {
              err.println("saksi: " + words(story));
              err.println("  saksi audit shows how it ends.");
              err.flush();
            });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static String words(Story story) {
    return story.isGiven()
        ? "interrupted; this goes on: " + PlainText.of(story.last().getWhat())
        : "interrupted; it may have been ordered already";
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is on its way out already: the hook has said what there is to say.
      return;
    }
  }
}
