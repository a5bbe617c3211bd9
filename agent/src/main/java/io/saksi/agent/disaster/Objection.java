package io.saksi.agent.disaster;

/**
 * Why a recovery would be unsafe here and now.
 *
 * @param code one word, stable
 */
public record Objection(String code, String text, String remedy) {}
