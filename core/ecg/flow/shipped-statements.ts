// The statements of the AHA/ACC/HRS recommendations part II (2007) with Chinese text of our own: code | zh | en | pinyin initials.
// A tracing with the statement is positive (阳性) unless the line ends in `-`; `?` says nothing either way (technical conditions).

export const primaryStatements: Readonly<Record<string, string>> = {
  总体: `1|正常心电图|Normal ECG|zcxdt|-
2|大致正常心电图|Otherwise normal ECG|dzzcxdt|-
3|异常心电图|Abnormal ECG|ycxdt
4|无法判读的心电图|Uninterpretable ECG|wfpddxdt|?`,
  技术条件: `10|肢体导联电极反接|Extremity electrode reversal|ztdldjfj|?
11|胸前导联电极位置错误|Misplaced precordial electrode(s)|xqdldjwzcw|?
12|导联缺失或脱落|Missing lead(s)|dlqshtl|?
13|右胸导联电极|Right-sided precordial electrode(s)|yxdldj|?
14|伪差|Artifact|wc|?
15|信号质量差|Poor-quality data|xhzlc|?
16|后壁导联电极|Posterior electrode(s)|hbdldj|?`,
  窦性心律与心律失常: `20|窦性心律|Sinus rhythm|dxxl|-
21|窦性心动过速|Sinus tachycardia|dxxdgs
22|窦性心动过缓|Sinus bradycardia|dxxdgh
23|窦性心律不齐|Sinus arrhythmia|dxxlbq|-
24|窦房阻滞，Ⅰ型|Sinoatrial block, type I|dfzz1x
25|窦房阻滞，Ⅱ型|Sinoatrial block, type II|dfzz2x
26|窦性停搏或长间歇|Sinus pause or arrest|dxtbhcjx
27|室上性心律，性质待定|Uncertain supraventricular rhythm|ssxxlxzdd`,
  室上性心律失常: `30|房性早搏|Atrial premature complex(es)|fxzb
31|房性早搏未下传|Atrial premature complexes, nonconducted|fxzbwxc
32|逆行心房激动|Retrograde atrial activation|nxxfjd
33|游走性房性起搏点|Wandering atrial pacemaker|yzxfxqbd
34|异位房性心律|Ectopic atrial rhythm|ywfxxl
35|多源性房性心律|Ectopic atrial rhythm, multifocal|dyxfxxl
36|交界性早搏|Junctional premature complex(es)|jjxzb
37|交界性逸搏|Junctional escape complex(es)|jjxyb
38|交界性心律|Junctional rhythm|jjxxl
39|加速性交界性心律|Accelerated junctional rhythm|jsxjjxxl
40|室上性心律|Supraventricular rhythm|ssxxl
41|室上性搏动|Supraventricular complex(es)|ssxbd
42|非窦性心动过缓|Bradycardia, nonsinus|fdxxdgh`,
  室上性快速心律失常: `50|心房颤动|Atrial fibrillation|xfcd
51|心房扑动|Atrial flutter|xfpd
52|房性心动过速|Ectopic atrial tachycardia, unifocal|fxxdgs
53|多源性房性心动过速|Ectopic atrial tachycardia, multifocal|dyxfxxdgs
54|交界性心动过速|Junctional tachycardia|jjxxdgs
55|室上性心动过速|Supraventricular tachycardia|ssxxdgs
56|窄QRS心动过速|Narrow-QRS tachycardia|zqrsxdgs`,
  室性心律失常: `60|室性早搏|Ventricular premature complex(es)|sxzb
61|室性融合波|Fusion complex(es)|sxrhb
62|室性逸搏|Ventricular escape complex(es)|sxyb
63|室性自主心律|Idioventricular rhythm|sxzzxl
64|加速性室性自主心律|Accelerated idioventricular rhythm|jsxsxzzxl
65|分支性心律|Fascicular rhythm|fzxxl
66|并行心律|Parasystole|bxxl`,
  室性快速心律失常: `70|室性心动过速|Ventricular tachycardia|sxxdgs
71|短阵室性心动过速|Ventricular tachycardia, unsustained|dzsxxdgs
72|多形性室性心动过速|Ventricular tachycardia, polymorphous|dxxsxxdgs
73|尖端扭转型室性心动过速|Ventricular tachycardia, torsades de pointes|jdnzxsxxdgs
74|心室颤动|Ventricular fibrillation|xscd
75|分支性室性心动过速|Fascicular tachycardia|fzxsxxdgs
76|宽QRS心动过速|Wide-QRS tachycardia|kqrsxdgs`,
  房室传导: `80|短PR间期|Short PR interval|dprjq
81|房室传导比例 N:D|AV conduction ratio N:D|fscdbl
82|PR间期延长|Prolonged PR interval|prjqyc
83|二度Ⅰ型房室阻滞（文氏）|Second-degree AV block, Mobitz type I (Wenckebach)|ed1xfszz
84|二度Ⅱ型房室阻滞|Second-degree AV block, Mobitz type II|ed2xfszz
85|2:1房室阻滞|2:1 AV block|21fszz
86|房室阻滞，传导比例不等|AV block, varying conduction|fszzcdblbd
87|高度房室阻滞|AV block, advanced (high-grade)|gdfszz
88|三度房室阻滞|AV block, complete (third-degree)|sdfszz
89|房室分离|AV dissociation|fsfl`,
  室内与房内传导: `100|室上性搏动伴室内差异性传导|Aberrant conduction of supraventricular beat(s)|ssxbdbsncyxcd
101|左前分支阻滞|Left anterior fascicular block|zqfzzz
102|左后分支阻滞|Left posterior fascicular block|zhfzzz
104|左束支传导阻滞|Left bundle-branch block|zszcdzz
105|不完全性右束支传导阻滞|Incomplete right bundle-branch block|bwqxyszcdzz
106|右束支传导阻滞|Right bundle-branch block|yszcdzz
107|室内传导延迟|Intraventricular conduction delay|sncdyc
108|心室预激|Ventricular preexcitation|xsyj
109|右房传导异常|Right atrial conduction abnormality|yfcdyc
110|左房传导异常|Left atrial conduction abnormality|zfcdyc
111|Epsilon波|Epsilon wave|epsilon`,
  电轴与电压: `120|电轴右偏|Right-axis deviation|dzyp
121|电轴左偏|Left-axis deviation|dzzp
122|电轴右上偏|Right superior axis|dzysp
123|电轴不确定|Indeterminate axis|dzbqd
124|电交替|Electrical alternans|djt
125|低电压|Low voltage|ddy
128|胸前导联R波递增异常|Abnormal precordial R-wave progression|xqdlrbdzyc
131|P波电轴异常|Abnormal P-wave axis|pbdzyc`,
  房室肥大: `140|左心房扩大|Left atrial enlargement|zxfkd
141|右心房扩大|Right atrial enlargement|yxfkd
142|左心室肥大|Left ventricular hypertrophy|zxsfd
143|右心室肥大|Right ventricular hypertrophy|yxsfd
144|双心室肥大|Biventricular hypertrophy|sxsfd`,
  'ST段、T波与U波': `145|ST段改变|ST deviation|stdgb
146|ST段改变伴T波改变|ST deviation with T-wave change|stdgbbtbgb
147|T波异常|T-wave abnormality|tbyc
148|QT间期延长|Prolonged QT interval|qtjqyc
149|QT间期缩短|Short QT interval|qtjqsd
150|U波明显|Prominent U waves|ubmx
151|U波倒置|Inverted U waves|ubdz
152|TU融合|TU fusion|turh
153|心室肥大所致ST-T改变|ST-T change due to ventricular hypertrophy|xsfdszsttgb
154|Osborn波|Osborn wave|osborn
155|早期复极|Early repolarization|zqfj|-`,
  心肌梗死: `160|前壁心肌梗死|Anterior MI|qbxjgs
161|下壁心肌梗死|Inferior MI|xbxjgs
162|后壁心肌梗死|Posterior MI|hbxjgs
163|侧壁心肌梗死|Lateral MI|cbxjgs
165|前间壁心肌梗死|Anteroseptal MI|qjbxjgs
166|广泛前壁心肌梗死|Extensive anterior MI|gfqbxjgs
173|左束支传导阻滞伴心肌梗死|MI in presence of left bundle-branch block|zszcdzzbxjgs
174|右心室心肌梗死|Right ventricular MI|yxsxjgs`,
  起搏: `180|心房起搏|Atrial-paced complex(es) or rhythm|xfqb
181|心室起搏心律|Ventricular-paced complex(es) or rhythm|xsqbxl
182|非右室心尖部心室起搏|Ventricular pacing of non-right ventricular apical origin|fysxjbxsqb
183|心房感知心室起搏|Atrial-sensed ventricular-paced complex(es) or rhythm|xfgzxsqb
184|房室顺序起搏|AV dual-paced complex(es) or rhythm|fssxqb
185|心房夺获失败|Failure to capture, atrial|xfdhsb
186|心室夺获失败|Failure to capture, ventricular|xsdhsb
187|心房抑制失败|Failure to inhibit, atrial|xfyzsb
188|心室抑制失败|Failure to inhibit, ventricular|xsyzsb
189|心房起搏失败|Failure to pace, atrial|xfqbsb
190|心室起搏失败|Failure to pace, ventricular|xsqbsb`,
};

/** Behind the pinyin, the primary statements that it goes with. */
export const secondaryStatements: Readonly<Record<string, string>> = {
  提示: `200|急性心包炎|Acute pericarditis|jxxby|145 146 147
201|急性肺栓塞|Acute pulmonary embolism|jxfss|21 105 106 120 141 145 147
202|Brugada异常|Brugada abnormality|brugada|105 106 145
203|慢性肺部疾病|Chronic pulmonary disease|mxfbjb|109 120 125 128 131 141 143
204|中枢神经系统疾病|CNS disease|zssjxtjb|147 148
205|洋地黄作用|Digitalis effect|ydhzy|145 146 147
206|洋地黄中毒|Digitalis toxicity|ydhzd
207|高钙血症|Hypercalcemia|ggxz|149
208|高钾血症|Hyperkalemia|gjxz|107 147
209|肥厚型心肌病|Hypertrophic cardiomyopathy|fhxxjb|142 160 161 163 165 166
210|低钙血症|Hypocalcemia|dgxz|148
211|低钾血症或药物作用|Hypokalemia or drug effect|djxzhywzy|145 147 148 150 152
212|低体温|Hypothermia|dtw|22 154
213|原发孔房间隔缺损|Ostium primum ASD|yfkfjgqs|105 106 121
214|心包积液|Pericardial effusion|xbjy|124 125
215|窦房结功能障碍|Sinoatrial disorder|dfjgnza|22 24 25 26 42`,
  考虑: `220|急性心肌缺血|Acute ischemia|jxxjqx|145 146 147
221|房室结折返|AV nodal reentry|fsjzf|55 56
222|房室折返|AV reentry|fszf|55 56
223|遗传性复极异常|Genetic repolarization abnormality|ycxfjyc|148 149
224|胸前电极位置偏高|High precordial lead placement|xqdjwzpg|105 128
225|甲状腺功能减退|Hypothyroidism|jzxgnjt|22 125
226|心肌缺血|Ischemia|xjqx|145 146 147
227|左室室壁瘤|Left ventricular aneurysm|zssbl|145 160 166
228|正常变异|Normal variant|zcby
229|肺部疾病|Pulmonary disease|fbjb|109 120 125 128 131 141 143
230|右位心|Dextrocardia|ywx|120 128 131
231|心脏右移|Dextroposition|xzyy|120 128 131`,
};

const infarctions = '160 161 162 163 165 166 173 174';
const rhythms = '30 31 36 50 51 52 53 54 55 56 60 70 71 72 74 76';
const repolarisation = '145 146 147 148 149 150 151 153 155';

export const modifierStatements: Readonly<Record<string, string>> = {
  一般: `301|临界|Borderline|lj
303|增加|Increased|zj
304|间歇性|Intermittent|jxx
305|显著|Marked|xz
306|中度|Moderate|zd
307|多个|Multiple|dg
308|偶发|Occasional|of
309|单个|One|dg1
310|频发|Frequent|pf
312|可能|Possible|kn
313|术后|Postoperative|sh
314|主要|Predominant|zy
315|很可能|Probable|hkn
316|突出|Prominent|tc
317|（指定）导联|(Specified) Lead(s)|zddl
318|（指定）电极|(Specified) Electrode(s)|zddj
321|非特异性|Nonspecific|ftyx`,
  连接词: `302|考虑|Consider|kl
310-or|或|Or|h
320|和|And|he
319|伴|With|b
322|与……鉴别|Versus|yjb`,
  心肌梗死: `330|急性|Acute|jx|${infarctions}
331|近期|Recent|jq|${infarctions}
332|陈旧性|Old|cjx|${infarctions}
333|时期不定|Of indeterminate age|sqbd|${infarctions}
334|演变期|Evolving|ybq|${infarctions}`,
  心律失常: `340|成对|Couplets|cd|30 36 60
341|二联律|In a bigeminal pattern|ell|30 36 60
342|三联律|In a trigeminal pattern|sll|30 36 60
343|单形性|Monomorphic|dxx|60 70 71 76
344|多源性|Multifocal|dyx|30 60
345|单源性|Unifocal|dyx1|30 60
346|伴快速心室率|With a rapid ventricular response|bksxsl|50 51 52 53
347|伴缓慢心室率|With a slow ventricular response|bhmxsl|50 51 52 53
348|伴心室夺获|With capture beat(s)|bxsdh|70 76 89
349|伴差异性传导|With aberrancy|bcyxcd|${rhythms}
350|多形性|Polymorphic|dxx1|60 70 71`,
  复极异常: `360|≥0.1 mV|>=0.1 mV|01mv|${repolarisation}
361|≥0.2 mV|>=0.2 mV|02mv|${repolarisation}
362|压低|Depression|yd|145 146
363|抬高|Elevation|tg|145 146
364|最大向量指向导联|Maximally toward lead|zdxlzxdl|${repolarisation}
365|最大向量背离导联|Maximally away from lead|zdxlbldl|${repolarisation}
366|低平|Low amplitude|dp|146 147
367|倒置|Inversion|dz|146 147 151
369|起搏后（记忆性）|Postpacing (anamnestic)|qbhjyx|147`,
};

export const comparisonStatements: Readonly<Record<string, string>> = {
  对比: `400|无明显变化|No significant change|wmxbh|-
401|心律有明显变化|Significant change in rhythm|xlymxbh
402|新出现或加重的缺血或梗死|New or worsened ischemia or infarction|xcxhjzdqxhgs
403|新出现的传导异常|New conduction abnormality|xcxdcdyc
404|复极明显变化|Significant repolarization change|fjmxbh
405|临床状态改变|Change in clinical status|lcztgb
406|波形无明显变化，判读改变|Change in interpretation without significant change in waveform|bxwmxbhpdgb|?`,
};

export const convenienceStatements: Readonly<Record<string, string>> = {
  常用: `500|非特异性ST-T异常|Nonspecific ST-T abnormality|ftyxsttyc
501|ST段抬高|ST elevation|stdtg
502|ST段压低|ST depression|stdyd
503|左心室肥大伴ST-T改变|LVH with ST-T changes|zxsfdbsttgb`,
};
