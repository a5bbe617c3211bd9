/** One class per problem: facts in, the problem and its evidence out. */
package io.saksi.core.decide.check;
