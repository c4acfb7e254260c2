// Korean, whose words are indexed as they stand.
{
  const LETTERS =
    `${LATIN}\\u1100-\\u11ff\\u302e\\u302f\\u3131-\\u318e\\u3200-\\u321e\\u3260-\\u327e\\ua960-\\ua97c` +
    "\\uac00-\\ud7a3\\ud7b0-\\ud7c6\\ud7cb-\\ud7fb\\uffa0-\\uffbe\\uffc2-\\uffc7\\uffca-\\uffcf\\uffd2-\\uffd7" +
    "\\uffda-\\uffdc";

  const COMMON =
    "같이 것 과 그 그들 그래서 그러나 그러면 그런데 그렇지만 그리고 까지 나 너 너희 누구 다른 다음 " +
    "당신 대하여 등 따라서 때 때문에 또 또한 로 를 만약 모두 무엇 및 부터 비록 아니 아니면 어느 어디 " +
    "어떤 어떻게 언제 에 에게 에서 여기 와 왜 우리 위하여 위해서 으로 을 의 이 이것 이런 이번 저 " +
    "저것 저희 즉 하지만 혹은";

  addLanguage("ko", LETTERS, COMMON, (word) => word);
}
